#!/usr/bin/env python3
"""A service in plain Python that puts itself behind Stoa's gateway: http://127.0.0.1:8080/orders/

Copy this file. Yours are NAME, PREFIX and Handler.routes(); the rest registers, keeps the lease, and drains.
"""
import argparse
import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAME, PREFIX = "orders", "/orders/"
LEASE_SECONDS = 6
# Needed only where the platform does not trust its own machine, or is another one.
AUTHORIZATION = {"Authorization": f"Bearer {os.environ['STOA_TOKEN']}"} if os.environ.get("STOA_TOKEN") else {}
ORDERS = [{"id": 1, "item": "tea", "count": 2}, {"id": 2, "item": "biscuits", "count": 12}]


class Handler(BaseHTTPRequestHandler):
    """Answers one connection's requests, in a thread of its own."""

    protocol_version = "HTTP/1.1"  # keep-alive: the gateway uses a connection many times
    disable_nagle_algorithm = True

    def routes(self, path):
        """The service itself: a status and what is to be answered as JSON. The gateway has taken the prefix off."""
        if path == "/":
            return 200, {"instance": self.server.instance, "orders": ORDERS}
        if path == "/slow":  # to see that a drained instance finishes what it has begun
            time.sleep(3)
            return 200, {"instance": self.server.instance, "slept": "3s"}
        if path == "/health":
            return 200, {"status": "ok"}
        return 404, {"error": f"there is no {path} here"}

    def do_GET(self):
        with self.server.answering():
            status, answer = self.routes(self.path.partition("?")[0])
            body = json.dumps(answer).encode() + b"\n"
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if self.server.leaving:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    """An HTTP server that knows how many requests it is answering."""

    def __init__(self, port, instance):
        super().__init__(("127.0.0.1", port), Handler)
        self.instance, self.leaving = instance, False
        self._in_flight, self._changed = 0, threading.Condition()

    @contextmanager
    def answering(self):
        self._count(+1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, change):
        with self._changed:
            self._in_flight += change
            self._changed.notify_all()

    def wait_until_idle(self, seconds):
        with self._changed:
            self._changed.wait_for(lambda: self._in_flight == 0, seconds)


class Membership:
    """This instance's place in the platform: one PUT to enter, one to stay, one DELETE to leave."""

    def __init__(self, stoa, instance, url):
        self._path = f"{stoa.rstrip('/')}/services/{NAME}/instances/{instance}"
        self._registration = {
            "url": url,
            "version": "1.0.0",
            "route": {"prefix": PREFIX, "strip": True},
            "check": {"http": "/health", "interval": "2s", "timeout": "1s"},
            "ttl": f"{LEASE_SECONDS}s",
        }

    def enter(self):
        return self._send("PUT", "", self._registration)

    def stay(self):
        if self._send("PUT", "/heartbeat") == 404:  # the platform does not know us any more: say it all again
            self.enter()

    def leave(self):
        self._send("DELETE", "")

    def _send(self, method, suffix, body=None):
        request = urllib.request.Request(
            self._path + suffix, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **AUTHORIZATION})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            if error.code != 404:
                print(f"{method} {self._path}{suffix}: {error.code} {error.read().decode()}", flush=True)
            return error.code
        except OSError as error:  # away for now; the next heartbeat tries again
            print(f"{method} {self._path}{suffix}: {error}", flush=True)
            return None


def main():
    parse = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parse.add_argument("--url", default=os.environ.get("STOA_URL", "http://127.0.0.1:8080"), help="where Stoa's gateway is")
    parse.add_argument("--port", type=int, default=0, help="0: the system chooses")
    parse.add_argument("--instance", default=f"{NAME}-{os.getpid()}")
    options = parse.parse_args()

    server = Server(options.port, options.instance)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    own = f"http://127.0.0.1:{server.server_port}"
    membership = Membership(options.url, options.instance, own)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    entered = membership.enter()
    print(f"{options.instance} answers at {own} and {'is' if entered in (200, 201) else 'is not yet'} registered", flush=True)
    while not stop.wait(LEASE_SECONDS / 3):
        membership.stay()

    membership.leave()
    server.leaving = True
    time.sleep(0.5)  # a request that was on its way when the gateway heard
    server.wait_until_idle(30)
    print(f"{options.instance} has left", flush=True)


if __name__ == "__main__":
    main()
