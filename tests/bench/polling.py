#!/usr/bin/env python3
"""What it costs to ask every 3 s instead of being told: the same room, people and messages, once each way.

    tests/bench/polling.py [--people 1000] [--seconds 15]

One message a second is published in one room. First everybody is connected and told (build/snug-load), then everybody
asks over HTTP what came since (`GET …/events?since=`), each with a connection that stays open. Server on core 0,
everything else on core 1. Prints the server's CPU time a second, how late people hear, and the ratio.
"""
import argparse
import asyncio
import base64
import hashlib
import hmac
import json
import os
import statistics
import time
from pathlib import Path

import compare

EVERY = 3.0


def token(user):
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    claims = {"sub": user, "exp": int(time.time()) + 3600}
    text = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    return (text + b"." + part(hmac.new(compare.SECRET.encode(), text, hashlib.sha256).digest())).decode()


class Asker:
    """One person's connection."""

    def __init__(self, port, user):
        self.port, self.headers = port, f"Host: localhost\r\nAuthorization: Bearer {token(user)}\r\n"

    async def open(self):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def ask(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else b""
        length = f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n" if body is not None else ""
        self.writer.write(f"{method} {path} HTTP/1.1\r\n{self.headers}{length}\r\n".encode() + data)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        status = int(head.split(" ", 2)[1])
        size = next(int(line.split(":")[1]) for line in head.lower().split("\r\n") if line.startswith("content-length"))
        answer = json.loads(await self.reader.readexactly(size) or b"{}")
        if status != 200:
            raise RuntimeError(f"{method} {path}: {status} {answer}")
        return answer


def cpu_seconds(pid):
    spent = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        spent += int((task / "schedstat").read_text().split()[0])
    return spent / 1e9


async def poll(port, pid, people, seconds):
    """CPU seconds a second of the server, and how late each message was heard, ms."""
    publisher = Asker(port, "publisher")
    await publisher.open()
    room = "/api/v1/rooms/load-0"
    askers = [Asker(port, f"person-{n}") for n in range(people)]
    for asker in askers:
        await asker.open()
    first = await publisher.ask("POST", f"{room}/events", {"event": "news", "durable": True, "data": time.time()})
    since = f"{first['epoch']}.{first['offset']}"
    late, heard = [], [0]
    end = time.monotonic() + seconds

    async def person(asker, begins):
        position = since
        await asyncio.sleep(begins)
        while time.monotonic() < end:
            due = time.monotonic() + EVERY
            answer = await asker.ask("GET", f"{room}/events?since={position}")
            position = answer["next"]
            for event in answer["events"]:
                heard[0] += 1
                late.append((time.time() - event["data"]) * 1000)
            await asyncio.sleep(max(0, due - time.monotonic()))

    async def publish():
        while time.monotonic() < end:
            await publisher.ask("POST", f"{room}/events", {"event": "news", "durable": True, "data": time.time()})
            await asyncio.sleep(1)

    before, began = cpu_seconds(pid), time.monotonic()
    await asyncio.gather(publish(), *(person(a, EVERY * n / people) for n, a in enumerate(askers)))
    spent = (cpu_seconds(pid) - before) / (time.monotonic() - began)
    if not heard[0]:
        raise RuntimeError("nobody heard anything")
    return spent, late


def told(people, seconds):
    snug = compare.peers()[0]
    load = ["fanout", "--clients", str(people), "--rate", "1", "--kept", "durable", "--duration", str(seconds)]
    found = compare.measure(snug, load)
    return found["server_cpu_ms_per_second"] / 1000, found["delivery.p50"], found["delivery.p99"]


def asked(people, seconds):
    snug = compare.peers()[0]
    server = compare.Server(snug, ["fanout", "--clients", str(people)])
    try:
        os.sched_setaffinity(0, {compare.GENERATOR_CORE})
        spent, late = asyncio.run(poll(server.port, server.process.pid, people, seconds))
        cuts = statistics.quantiles(late, n=100)
        return spent, cuts[49], cuts[98]
    finally:
        server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=15)
    wanted = parser.parse_args()
    ways = {"told": told(wanted.people, wanted.seconds), "asking": asked(wanted.people, wanted.seconds)}
    print(f"| {wanted.people} people, one message a second | server CPU, ms a second | heard p50, ms | p99, ms |")
    print("|---|---|---|---|")
    for name, (spent, middle, worst) in ways.items():
        print(f"| {name} | {spent * 1000:.1f} | {middle:.1f} | {worst:.1f} |")
    print(f"asking costs {ways['asking'][0] / ways['told'][0]:.1f} times as much CPU")


if __name__ == "__main__":
    main()
