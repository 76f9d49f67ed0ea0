"""The counters that are compared, and the stores behind them. Each has a store of its own, so that its cost can be told."""
import os
import re
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from processes import ROOT, cpu_seconds, end, free_port, start, wait_for

HERE = Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's Flask
GUNICORN = [PYTHON, "-m", "gunicorn", "--workers", "4"]


class Server:
    """A counter in one or more processes, each with its URL, and the process of its store."""

    def __init__(self, name, urls, processes, store=None, peer=False):
        self.name, self.urls, self.processes, self.store, self.peer = name, urls, processes, store, peer

    def own_seconds(self):
        return sum(cpu_seconds(p.pid) for p in self.processes)

    def store_seconds(self):
        return cpu_seconds(self.store.pid) if self.store else 0.0

    def end(self):
        for process in [*self.processes, *([self.store] if self.store else [])]:
            end(process)


def redis(folder, name):
    """Debian's Redis, in memory: what it writes to the disk would be another comparison."""
    port = free_port()
    (folder / name).mkdir()
    process = start(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                     "--dir", folder / name], folder / f"{name}.log")
    return process, f"redis://127.0.0.1:{port}"


def flask(folder, name, *command):
    """The counter of counter.py in a WSGI server."""
    store, url = redis(folder, f"redis-{name}")
    port = free_port()
    command = [part.format(port=port) for part in command]
    process = start(["env", "-C", HERE, *command], folder / f"{name}.log", REDIS_URL=url, PORT=str(port))
    server = Server(name, [f"http://127.0.0.1:{port}"], [process], store, peer=True)
    wait_for(server.urls[0], process, folder / f"{name}.log", 30)
    return server


def peers(folder):
    return [
        flask(folder, "Flask, gunicorn gthread", *GUNICORN, "--worker-class", "gthread", "--threads", "16", "--keep-alive", "60",
              "--bind", "127.0.0.1:{port}", "counter:app"),
        flask(folder, "Flask, gunicorn sync", *GUNICORN, "--bind", "127.0.0.1:{port}", "counter:app"),
        flask(folder, "Flask, its own server", PYTHON, "counter.py"),
    ]


def stoa(folder, name, instances=1, store=None, **environment):
    """The points role alone, in processes of their own that share a store, or one with SQLite in its data folder."""
    urls, processes = [], []
    for n in range(instances):
        data, log = folder / f"{name}-{n}", folder / f"{name}-{n}.log"
        processes.append(start([ROOT / "stoa", "run", "points", "--data", data], log, **environment))
        urls.append(said(log, processes[-1]))
        wait_for(urls[-1] + "/health/ready", processes[-1], log, 60)
    return Server(name, urls, processes, store)


def said(log, process):
    """The address that a start prints."""
    deadline = time.monotonic() + 600  # the first start builds the program
    while not (address := re.search(r"points-1 +(http://[\w.:]+)", log.read_text(errors="replace"))):
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"it did not start\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.1)
    return address[1]


def stoa_on_redis(folder, name, instances=1):
    store, url = redis(folder, f"redis-{name}")
    return stoa(folder, name, instances, store, REDIS_URL=url)


def stoa_on_postgres(folder, name, instances=1):
    store, url = postgres(folder, f"postgres-{name}")
    return stoa(folder, name, instances, store, DATABASE_URL=url)


def postgres(folder, name):
    """Debian's PostgreSQL as it comes, in a folder of its own. It refuses to run as the superuser."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    if not programs:
        sys.exit("not installed: postgresql. On Debian: apt-get install --no-install-recommends postgresql")
    data, log, port = folder / name, folder / f"{name}.log", free_port()
    data.mkdir()
    user = []
    if os.geteuid() == 0:
        user = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        folder.chmod(0o755)
        subprocess.run(["chown", "postgres:", data], check=True)
    subprocess.run([*user, programs[-1] / "initdb", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", data],
                   check=True, capture_output=True)
    process = start([*user, programs[-1] / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
                     "-c", "unix_socket_directories="], log)
    while subprocess.run([programs[-1] / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode:
        if process.poll() is not None:
            sys.exit(log.read_text(errors="replace")[-2000:])
        time.sleep(0.2)
    return process, f"postgresql://postgres@127.0.0.1:{port}/postgres"


def slow_disk(folder):
    """What makes each forced write of a process that preloads it take 5 ms longer."""
    library = folder / "slow.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", library, HERE / "slow.c", "-ldl"], check=True)
    return str(library)
