"""Processes as the benchmarks see them: started, measured through /proc, and ended."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
STOA_PORTS = (8080, 5000, 5001, 8081, 8443)


def need(*programs):
    """Ends with a hint unless all programs are installed. Debian's nginx and haproxy live in /usr/sbin."""
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    missing = [p for p in programs if not shutil.which(p)]
    if missing:
        sys.exit(f"not installed: {', '.join(missing)}. On Debian: apt-get install --no-install-recommends {' '.join(missing)}")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def free_offset():
    """An offset that moves all of Stoa's ports to free ones."""
    for offset in range(2000, 20000, 100):
        try:
            for port in STOA_PORTS:
                with socket.socket() as s:
                    s.bind(("127.0.0.1", port + offset))
            return offset
        except OSError:
            continue
    sys.exit("no offset from 2000 to 20000 leaves all of Stoa's ports free")


def start(command, log, **environment):
    """Starts a program in a session of its own, its output in a file."""
    with open(log, "ab") as out:
        return subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=ROOT,
                                env={**os.environ, **environment}, start_new_session=True)


def end(process, grace=10):
    """Asks the process group to end, and kills what is left of it."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(grace)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


def wait_for(url, process, log, seconds, method="GET", body=None, pause=0.2):
    """Asks until the answer is 2xx, and gives its body."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            request = urllib.request.Request(url, data=body, method=method, headers={"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.read()
        except (OSError, urllib.error.HTTPError) as error:
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{url}: {error}\n{Path(log).read_text(errors='replace')[-2000:]}")
            time.sleep(pause)


def tree(pid):
    """The process and all that descend from it."""
    children = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
            children.setdefault(int(after_name[1]), []).append(int(stat.parent.name))
        except OSError:
            continue  # gone in between
    found = [pid]
    for parent in found:
        found += children.get(parent, [])
    return found


def cpu_seconds(pid):
    """Processor time of a process tree, in user and kernel."""
    total = 0
    for p in tree(pid):
        try:
            fields = Path(f"/proc/{p}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        except OSError:
            continue
    return total / TICKS


def resident_mib(pid):
    total = 0
    for p in tree(pid):
        try:
            lines = Path(f"/proc/{p}/status").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
        except OSError:
            continue
    return total / 1024


def machine_seconds():
    """Busy processor time of the whole machine, what the hypervisor took away included."""
    user, nice, system, _idle, _iowait, irq, softirq, steal = map(
        int, Path("/proc/stat").read_text().splitlines()[0].split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS
