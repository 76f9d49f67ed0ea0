"""The relays that are compared, each before the same backend, and the backend itself.

All take /bench/body-N, plain and by TLS, strip /bench, keep connections alive on both sides, add X-Forwarded-For and write
an access log.
"""
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from processes import ROOT, end, free_offset, free_port, start, wait_for

NGINX = """
{user} worker_processes {workers}; daemon off; pid {folder}/{name}.pid; error_log {folder}/{name}.error;
events {{ worker_connections 16384; }}
http {{
  client_body_temp_path {folder}/{name}-1; proxy_temp_path {folder}/{name}-2; fastcgi_temp_path {folder}/{name}-3;
  uwsgi_temp_path {folder}/{name}-4; scgi_temp_path {folder}/{name}-5;
  keepalive_requests 1000000000; tcp_nodelay on; {http}
  server {{ listen 127.0.0.1:{port}; {server} }}
}}"""

# no session is taken up again: each connection pays for a whole handshake
NGINX_TLS = """listen 127.0.0.1:{tls} ssl; ssl_certificate {folder}/chain.pem; ssl_certificate_key {folder}/key.pem;
  ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache off; ssl_session_tickets off;"""

HAPROXY = """
global
  log stdout format raw daemon
  nbthread {threads}
  maxconn {most}
  tune.ssl.cachesize 0
defaults
  mode http
  log global
  option httplog
  option forwardfor
  http-reuse always
  timeout connect 1s
  timeout client 60s
  timeout server 60s
frontend relay
  bind 127.0.0.1:{port}
  {tls}
  http-request replace-path /bench(/.*) \\1
  default_backend backend
backend backend
  server backend 127.0.0.1:{backend}
"""


# the same request by routes that differ in one thing each, to a service of four instances; Stoa's alone
POLICIES = {
    "peak EWMA": "",
    "round robin": "balance: round-robin",
    "least request": "balance: least-request",
    "hash of the address": "balance: hash address",
    "hash of a header": "balance: hash header X-Key",
    "no retries": "retries: false",
    "limits of time and size": "try-timeout: 5s, timeout: 10s, max-body: 1MiB",
    "headers changed": "request-headers: {set: {X-Edge: eu}, remove: [X-Debug]}, response-headers: {set: {X-Served: here}}",
}


class Server:
    """A running server: its name in the table, where it answers, plain and by TLS, its first process."""

    def __init__(self, name, url, process, tls_url=None):
        self.name, self.url, self.process, self.tls_url = name, url, process, tls_url

    def end(self):
        end(self.process)


def more_files():
    """As many open files for this process and all servers as this user may have; a relayed connection is two."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    for wanted in (65_536, most):
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(wanted, most),) * 2)
            return
        except (ValueError, OSError):
            continue


def certificate(folder):
    """A certificate and its key for all servers alike: chain.pem, key.pem, and both.pem as HAProxy wants them."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-keyout", folder / "key.pem", "-out", folder / "chain.pem"], check=True, capture_output=True)
    (folder / "key.pem").chmod(0o600)
    (folder / "both.pem").write_text((folder / "chain.pem").read_text() + (folder / "key.pem").read_text())


def _nginx(folder, name, workers, http, server):
    port = free_port()
    conf = folder / f"{name}.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    conf.write_text(NGINX.format(**locals()))
    process = start(["nginx", "-c", conf, "-e", folder / f"{name}.error"], folder / f"{name}.log")
    return Server(name, f"http://127.0.0.1:{port}", process), port


def backend(folder, sizes):
    """One nginx worker that serves files of the given sizes."""
    for size in sizes:
        (folder / f"body-{size}").write_bytes(b"0123456789abcdef" * (size // 16 + 1))
        os.truncate(folder / f"body-{size}", size)
    server, port = _nginx(folder, "backend", 1, "access_log off; sendfile on; open_file_cache max=10;", f"root {folder};")
    wait_for(f"{server.url}/body-{sizes[0]}", server.process, folder / "backend.error", 10)
    return server, port


def nginx(folder, backend_port):
    log = f"access_log {folder}/nginx.access combined buffer=64k flush=1s;"
    upstream = f"upstream backend {{ server 127.0.0.1:{backend_port}; keepalive 512; keepalive_requests 1000000000; }}"
    relay = """location /bench/ { proxy_pass http://backend/; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; }"""
    tls = free_port()
    server = _nginx(folder, "nginx", "auto", log + upstream, NGINX_TLS.format(tls=tls, folder=folder) + relay)[0]
    server.tls_url = f"https://127.0.0.1:{tls}"
    return server


def haproxy(folder, backend_port):
    port, tls = free_port(), free_port()
    conf = folder / "haproxy.cfg"
    conf.write_text(HAPROXY.format(port=port, backend=backend_port, threads=os.cpu_count(), most=min(16_384, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2 - 100),
                                   tls=f"bind 127.0.0.1:{tls} ssl crt {folder}/both.pem no-tls-tickets"))
    process = start(["haproxy", "-f", conf, "-db"], folder / "haproxy.access")
    return Server("HAProxy", f"http://127.0.0.1:{port}", process, f"https://127.0.0.1:{tls}")


def stoa(folder, backend_port, transport):
    """The whole platform in one process; the backend is registered with one call, as anybody's service is."""
    name = f"Stoa, {transport}"
    data, log, offset = folder / f"stoa-{transport}", folder / f"stoa-{transport}.log", free_offset()
    settings = folder / f"stoa-{transport}.yaml"
    settings.write_text(f"tls-certificates:\n  - certificate: {folder}/chain.pem\n    key: {folder}/key.pem\nroutes:\n" + "".join(
        f"  - {{prefix: /policy-{n}/, service: policies, strip: true{', ' if policy else ''}{policy}}}\n"
        for n, policy in enumerate(POLICIES.values())))
    process = start([ROOT / "stoa", "up", "--config", settings, "--data", data, "--port-offset", str(offset)], log,
                    STOA_GATEWAY_TRANSPORT=transport)
    server = Server(name, f"http://127.0.0.1:{8080 + offset}", process, f"https://127.0.0.1:{8443 + offset}")
    registration = {"url": f"http://127.0.0.1:{backend_port}", "route": {"prefix": "/bench/", "strip": True},
                    "check": {"tcp": True}}
    wait_for(f"{server.url}/services/bench/instances/backend", process, log, 600, "PUT", json.dumps(registration).encode())
    for n in range(4):
        instance = {"url": f"http://127.0.0.1:{backend_port}", "check": {"tcp": True}}
        wait_for(f"{server.url}/services/policies/instances/backend-{n}", process, log, 600, "PUT", json.dumps(instance).encode())
    return server
