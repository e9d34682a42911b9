"""1,000 clients of Socket.IO that poll: what they cost idle, and when each is told an event a second.

compare.py runs it (`--rows socketio`); both servers get the same requests. Each client has a connection that stays
open for its polls. One more, on the same kind of connections, publishes in the room that all are in.
"""
import asyncio
import base64
import hashlib
import hmac
import json
import os
import statistics
import time
from pathlib import Path

CLIENTS = 1_000
SETTLE = 2.0
IDLE = 5.0
EVENTS = 8
SECRET = "a secret of the comparison, known to both sides"


def token(user):
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    claims = {"sub": user, "exp": int(time.time()) + 3600}
    text = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    return (text + b"." + part(hmac.new(SECRET.encode(), text, hashlib.sha256).digest())).decode()


class Client:
    """Two connections: one for polls, one for what it says."""

    def __init__(self, port, user, checked, told):
        self.port, self.user, self.checked, self.told = port, user, checked, told
        self.where = "/socket.io/?EIO=4&transport=polling"
        self.acknowledged = asyncio.Event()

    async def open(self):
        self.polls = await asyncio.open_connection("127.0.0.1", self.port)
        self.posts = await asyncio.open_connection("127.0.0.1", self.port)
        hello = await self.ask(self.polls, "GET")
        self.where += "&sid=" + json.loads(hello[1:])["sid"]
        await self.say("40" + (json.dumps({"token": token(self.user)}) if self.checked else ""))
        if not (await self.ask(self.polls, "GET")).startswith("40"):
            raise RuntimeError("isn't let in")
        self.listening = asyncio.create_task(self.listen())

    async def join(self, room):
        await self.say('421["room.join",' + json.dumps({"room": room}) + "]")
        await self.acknowledged.wait()

    async def listen(self):
        while True:
            for packet in (await self.ask(self.polls, "GET")).split("\x1e"):
                if packet == "2":
                    await self.say("3")
                elif packet.startswith("42"):
                    said = json.loads(packet[2:])
                    if said[0] == "load":
                        self.told(said[1])
                elif packet.startswith("43"):
                    if '"error"' in packet:
                        raise RuntimeError(packet)
                    self.acknowledged.set()

    async def say(self, packets):
        if await self.ask(self.posts, "POST", packets.encode()) != "ok":
            raise RuntimeError("a POST was refused")

    async def ask(self, way, method, body=None):
        reader, writer = way
        length = "" if body is None else f"Content-Type: text/plain;charset=UTF-8\r\nContent-Length: {len(body)}\r\n"
        writer.write(f"{method} {self.where} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{length}\r\n".encode() + (body or b""))
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        size = next(int(line.split(":")[1]) for line in head.lower().split("\r\n") if line.startswith("content-length"))
        answer = (await reader.readexactly(size)).decode()
        if int(head.split(" ", 2)[1]) != 200:
            raise RuntimeError(f"{method}: {head.splitlines()[0]} {answer}")
        return answer


def cpu_ms(pid):
    return sum(int((task / "schedstat").read_text().split()[0]) for task in Path(f"/proc/{pid}/task").iterdir()) / 1e6


def anonymous_kib(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1])
    raise RuntimeError("has no RssAnon")


async def crowd(port, pid, checked, room):
    late, due = [], {}
    before = anonymous_kib(pid)
    clients = [Client(port, f"u{i}", checked, lambda n: late.append(time.perf_counter() - due[n])) for i in range(CLIENTS)]
    for i in range(0, CLIENTS, 50):
        await asyncio.gather(*(c.open() for c in clients[i:i + 50]))
        await asyncio.gather(*(c.join(room) for c in clients[i:i + 50]))
    talker = Client(port, "talker", checked, lambda n: None)
    await talker.open()
    await talker.join(room)
    await asyncio.sleep(SETTLE)
    found = {"polling.memory": (anonymous_kib(pid) - before) / CLIENTS}
    began = cpu_ms(pid)
    await asyncio.sleep(IDLE)
    found["polling.idle"] = (cpu_ms(pid) - began) / IDLE
    began = cpu_ms(pid)
    for n in range(EVENTS):
        due[n] = time.perf_counter()
        said = json.dumps(["publish", {"event": "load", "data": n}, {"room": room}])
        await talker.say("42" + said)
        await asyncio.sleep(max(0.0, due[n] + 1 - time.perf_counter()))
    for _ in range(100):
        if len(late) >= EVENTS * CLIENTS:
            break
        await asyncio.sleep(0.1)
    found["polling.active"] = (cpu_ms(pid) - began) * 1000 / max(1, len(late))
    if len(late) != EVENTS * CLIENTS:
        raise RuntimeError(f"{len(late)} of {EVENTS * CLIENTS} were told")
    broken = [c.listening.exception() for c in clients if c.listening.done()]
    if broken:
        raise RuntimeError(f"{len(broken)} broke off: {broken[0]}")
    for c in clients + [talker]:
        c.listening.cancel()
    quantiles = statistics.quantiles(late, n=100)
    return found | {"polling.p50": quantiles[49] * 1000, "polling.p99": quantiles[98] * 1000}


def measure(port, pid, checked, core, room="load-0"):
    """`checked`: the server wants tokens."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        return asyncio.run(crowd(port, pid, checked, room))
    except (asyncio.IncompleteReadError, ConnectionError, StopIteration) as problem:
        raise RuntimeError(f"broke off: {problem}") from problem
    finally:
        os.sched_setaffinity(0, before)
