#!/usr/bin/env python3
"""What TLS and tokens cost the server: CPU and memory, with each algorithm of tokens, in the clear and under TLS.

    tests/bench/secure.py --server build/snug

starts a server of its own for each kind of certificate, pinned to core 0 (itself to core 1), and prints tables as they
stand in docs/performance.md. CPU is the server's, of all its threads, as the scheduler counts it
(/proc/PID/task/*/schedstat); memory is the growth of RssAnon. Needs the command `openssl` to make keys. About two minutes.
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import selectors
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time

SECRET = "thirty-two bytes that both sides know"
ALGORITHMS = ["guest", "HS256", "RS256", "ES256", "EdDSA"]
ROOM = "hall"


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def run(*words, data=None):
    return subprocess.run(words, input=data, check=True, capture_output=True).stdout


class Keys:
    """Makes what a server is given, and signs as a back end would."""

    def __init__(self, folder):
        self.folder = folder
        make = {"RS256": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
                "ES256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                "EdDSA": ["-algorithm", "ED25519"]}
        for name, how in make.items():
            run("openssl", "genpkey", *how, "-out", self.path(name, "key"))
            run("openssl", "pkey", "-in", self.path(name, "key"), "-pubout", "-out", self.path(name, "pem"))
        for name in ("RS256", "ES256"):
            run("openssl", "req", "-new", "-x509", "-key", self.path(name, "key"), "-subj", "/CN=localhost",
                "-days", "2", "-out", self.path(name, "crt"))

    def path(self, name, kind):
        return os.path.join(self.folder, f"{name}.{kind}")

    def token(self, algorithm, user):
        if algorithm == "guest":
            return ""
        header = {"alg": algorithm, "typ": "JWT"}
        if algorithm != "HS256":
            header["kid"] = algorithm
        claims = {"sub": user, "name": "Somebody", "iat": int(time.time()), "exp": int(time.time()) + 86_400,
                  "jti": b64(os.urandom(9))}
        text = ".".join(b64(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
        return text + "." + b64(self.sign(algorithm, text.encode()))

    def sign(self, algorithm, text):
        if algorithm == "HS256":
            return hmac.digest(SECRET.encode(), text, "sha256")
        if algorithm == "EdDSA":
            with tempfile.NamedTemporaryFile(dir=self.folder) as file:
                file.write(text)
                file.flush()
                return run("openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self.path(algorithm, "key"), "-in",
                           file.name)
        signed = run("openssl", "dgst", "-sha256", "-sign", self.path(algorithm, "key"), data=text)
        if algorithm == "RS256":
            return signed
        # ES256: two numbers of 32 bytes in the place of their DER.
        at, parts = 2, []
        for _ in range(2):
            size = signed[at + 1]
            parts.append(signed[at + 2:at + 2 + size].lstrip(b"\0").rjust(32, b"\0"))
            at += 2 + size
        return b"".join(parts)


class Server:
    def __init__(self, program, folder, keys, certificate):
        self.ports = [free_port(), free_port()]
        data = tempfile.mkdtemp(dir=folder)
        config = os.path.join(data, "snug.toml")
        listed = ", ".join(f'"{a}={keys.path(a, "pem")}"' for a in ("RS256", "ES256", "EdDSA"))
        with open(config, "w") as file:
            file.write(f"""
[listen]
port = {self.ports[0]}
[tls]
certificate = "{keys.path(certificate, "crt")}"
key = "{keys.path(certificate, "key")}"
port = {self.ports[1]}
[store]
directory = "{data}/data"
[auth]
guests = true
jwt_secret = "{SECRET}"
keys = [{listed}]
[limits]
unidentified_per_address = 100000
outbox_bytes = "4 MiB"
[heartbeat]
interval_ms = "1h"
[log]
level = "warn"
[[rooms]]
name = "{ROOM}"
access = "public"
""")
        self.process = subprocess.Popen([program, "serve", "--config", config], stdout=subprocess.DEVNULL)
        os.sched_setaffinity(self.process.pid, {0})
        until = time.time() + 10
        while time.time() < until:
            try:
                Http(self, False).get("/ready")
                break
            except OSError:
                time.sleep(0.05)
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            os.sched_setaffinity(int(task), {0})

    def cpu_us(self):
        total = 0
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            with open(f"/proc/{self.process.pid}/task/{task}/schedstat") as file:
                total += int(file.read().split()[0])
        return total / 1_000

    def memory_kib(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("RssAnon"))

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def context(version=None):
    out = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    out.check_hostname = False
    out.verify_mode = ssl.CERT_NONE
    if version:
        out.minimum_version = out.maximum_version = version
    return out


TLS = context()


def connect(server, tls, session=None, with_context=None):
    s = socket.create_connection(("127.0.0.1", server.ports[1 if tls else 0]), timeout=10)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return (with_context or TLS).wrap_socket(s, session=session) if tls else s


class Http:
    def __init__(self, server, tls):
        self.socket = connect(server, tls)
        self.rest = b""

    def get(self, path, token=""):
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        if token:
            head += f"Authorization: Bearer {token}\r\n"
        self.socket.sendall((head + "\r\n").encode())
        while b"\r\n\r\n" not in self.rest:
            self.fill()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        size = next((int(line[16:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length: ")), 0)
        while len(self.rest) < size:
            self.fill()
        self.rest = self.rest[size:]
        status = int(head[9:12])
        if status != 200:
            sys.exit(f"{path}: status {status}")

    def fill(self):
        piece = self.socket.recv(65_536)
        if not piece:
            sys.exit("the server hung up")
        self.rest += piece


class Client:
    """A WebSocket that speaks the native protocol in JSON."""

    def __init__(self, server, tls, session=None, with_context=None):
        self.socket = connect(server, tls, session, with_context)
        self.rest = b""
        self.socket.sendall(f"GET /v1/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            "Sec-WebSocket-Protocol: snug.v1.json\r\n\r\n".encode())
        while b"\r\n\r\n" not in self.rest:
            self.fill()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        if b" 101 " not in head:
            sys.exit(head.decode())

    def fill(self):
        piece = self.socket.recv(65_536)
        if not piece:
            sys.exit("the server hung up")
        self.rest += piece

    @staticmethod
    def framed(message):
        payload = json.dumps(message, separators=(",", ":")).encode()
        size = len(payload)
        head = bytes([0x81, 0x80 | size]) if size < 126 else bytes([0x81, 0xFE]) + struct.pack(">H", size)
        return head + b"\0\0\0\0" + payload

    def say(self, *messages):
        self.socket.sendall(b"".join(self.framed(m) for m in messages))

    def take(self):
        """Frames that are whole; their payloads."""
        out = []
        while len(self.rest) >= 2:
            size, head = self.rest[1] & 0x7F, 2
            if size == 126:
                if len(self.rest) < 4:
                    break
                size, head = struct.unpack(">H", self.rest[2:4])[0], 4
            if len(self.rest) < head + size:
                break
            out.append(self.rest[head:head + size])
            self.rest = self.rest[head + size:]
        return out

    def answer(self, ref):
        while True:
            for payload in self.take():
                message = json.loads(payload)
                if message[0] == ref:
                    if message[1] != "ok":
                        sys.exit(str(message))
                    return message[2]
            self.fill()

    def hello(self, token):
        self.say([1, "hello", None, {"token": token} if token else {}])
        return self.answer(1)

    def end(self):
        self.socket.close()


def spent(server, what, times):
    """CPU per time, least of three: what else the machine does only adds."""
    best = None
    for _ in range(3):
        time.sleep(0.3)
        begun = server.cpu_us()
        for i in range(times):
            what(i)
        time.sleep(0.3)
        took = (server.cpu_us() - begun) / times
        best = took if best is None else min(best, took)
    return best


def requests(server, keys, tls):
    out = []
    for algorithm in ALGORITHMS:
        token = keys.token(algorithm, "ada")
        c = Http(server, tls)
        # A read for everybody: who asks is judged anew with each request.
        out.append(spent(server, lambda i: c.get(f"/api/v1/rooms/{ROOM}/messages?limit=1", token), 400))
        c.socket.close()
    return out


def connects(server, keys, tls):
    out = []
    for algorithm in ALGORITHMS:
        tokens = [keys.token(algorithm, f"user{i}") for i in range(20)]

        def come(i):
            c = Client(server, tls)
            c.hello(tokens[i % len(tokens)])
            c.end()

        out.append(spent(server, come, 100))
    return out


def handshakes(server, version):
    own = context(version)

    def full(_):
        connect(server, True, None, own).close()

    first = connect(server, True, None, own)
    # With 1.3 the ticket comes behind the handshake.
    first.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    first.recv(65_536)
    session = first.session
    first.close()
    resumed = []

    def again(_):
        s = connect(server, True, session, own)
        resumed.append(s.session_reused)
        s.close()

    out = spent(server, full, 200), spent(server, again, 200)
    if not all(resumed):
        sys.exit("a session wasn't resumed")
    return out


def idle(server, tls, count):
    Client(server, tls).end()
    time.sleep(0.5)
    before = server.memory_kib()
    clients = []
    for _ in range(count):
        c = Client(server, tls)
        c.hello("")
        clients.append(c)
    time.sleep(1.5)
    out = (server.memory_kib() - before) / count
    for c in clients:
        c.end()
    time.sleep(0.5)
    return out


def fan_out(server, tls, receivers, window, rounds):
    clients = []
    for _ in range(receivers):
        c = Client(server, tls)
        c.say([1, "hello", None, {}], [2, "room.join", ROOM, {}])
        c.answer(2)
        c.socket.setblocking(False)
        c.seen = 0
        clients.append(c)
    sender = Client(server, tls)
    sender.say([1, "hello", None, {}], [2, "room.join", ROOM, {}])
    sender.answer(2)
    time.sleep(1.5)  # presence is told
    with selectors.DefaultSelector() as poll:
        for c in clients:
            poll.register(c.socket, selectors.EVENT_READ, c)
        text = "x" * 100
        begun = server.cpu_us()
        for number in range(1, rounds + 1):
            sender.say(*[[0, "publish", ROOM, {"event": "tick", "data": text}] for _ in range(window)])
            left = receivers
            while left:
                for key, _ in poll.select(5):
                    left -= drain(key.data, number * window)
        took = server.cpu_us() - begun
    for c in [*clients, sender]:
        c.end()
    time.sleep(0.5)
    return took / (receivers * window * rounds)


def drain(c, wanted):
    """1 where it has heard everything of this round now."""
    before = c.seen
    while True:
        try:
            piece = c.socket.recv(65_536)
        except (BlockingIOError, ssl.SSLWantReadError):
            break
        if not piece:
            sys.exit("a receiver was hung up on")
        c.rest += piece
    c.seen += sum(b'"tick"' in payload for payload in c.take())
    return 1 if before < wanted <= c.seen else 0


def table(title, columns, rows):
    print(f"\n{title}\n")
    print("| | " + " | ".join(columns) + " |")
    print("|---|" + "---|" * len(columns))
    for name, values in rows:
        print(f"| {name} | " + " | ".join(f"{v:.3g}" if v < 10 else f"{v:.0f}" for v in values) + " |")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--server", required=True)
    options.add_argument("--only", choices=["tokens", "tls", "fanout"], help="less of it")
    options.add_argument("--receivers", type=int, default=1_000)
    options.add_argument("--idle", type=int, default=2_000)
    given = options.parse_args()
    os.sched_setaffinity(0, {1} if (os.cpu_count() or 1) > 1 else {0})
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        keys = Keys(folder)
        if given.only in (None, "tokens"):
            server = Server(given.server, folder, keys, "ES256")
            table("CPU per REST request, µs", ALGORITHMS,
                  [(name, requests(server, keys, tls)) for name, tls in (("in the clear", False), ("TLS", True))])
            table("CPU per connect and hello, µs", ALGORITHMS,
                  [(name, connects(server, keys, tls)) for name, tls in (("in the clear", False), ("TLS", True))])
            server.end()
        if given.only in (None, "tls"):
            rows = []
            for name, certificate in (("ECDSA P-256", "ES256"), ("RSA 2048", "RS256")):
                server = Server(given.server, folder, keys, certificate)
                for version in (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2):
                    rows.append((f"{name}, {version.name.replace('v', ' ').replace('_', '.')}",
                                 handshakes(server, version)))
                server.end()
            table("CPU per handshake, µs", ["full", "resumed"], rows)
            memory = []
            for tls in (False, True):
                server = Server(given.server, folder, keys, "ES256")
                memory.append(idle(server, tls, given.idle))
                server.end()
            table("Anonymous memory per idle connection, KiB", ["in the clear", "TLS"], [("KiB", memory)])
        if given.only in (None, "fanout"):
            rows = []
            for name, tls in (("in the clear", False), ("TLS", True)):
                values = []
                for window, rounds in ((1, 60), (8, 20), (64, 6)):
                    server = Server(given.server, folder, keys, "ES256")
                    values.append(fan_out(server, tls, given.receivers, window, rounds))
                    server.end()
                rows.append((name, values))
            table(f"CPU per delivery, one room of {given.receivers}, µs", ["window 1", "8", "64"], rows)


main()
