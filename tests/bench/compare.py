#!/usr/bin/env python3
"""Measures snug beside a bare floor server, NATS, Mosquitto and Socket.IO, and prints medians with their ranges.

    tests/bench/compare.py                 builds what is needed, measures everything five times over
    tests/bench/compare.py --repeat 1 --rows fan-out-8 --peers snug,nats
    tests/bench/compare.py --rows socketio        clients of Socket.IO on snug and on Node

Each server has core 0, the generator (build/snug-load) core 1. The servers take turns within each repetition, so that
what disturbs the machine disturbs all of them. A run in which a message is lost, doubled or out of order is no
measurement: it is named and the exit code is 1. Peers that aren't installed are named and left out.
"""
import argparse
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import socketio_polling

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "tests/bench/peers"
BUILD = ROOT / "build"
SERVER_CORE, GENERATOR_CORE = 0, 1
SECRET = "a secret of the comparison, known to both sides"


@dataclass
class Row:
    """One line of the table: a run of the generator and the figure taken from it."""
    id: str
    title: str
    load: list          # the generator's arguments; rows with equal ones share a run
    figure: str         # of its JSON: a key of `figures`, or `delivery.p99` of `latency_ms`
    target: float       # what DESIGN §15 asks of snug: at most, or at least where `more` is set
    decimals: int = 2
    more: bool = False
    only: tuple = ()    # the peers that can do it; empty: all


FLOORS = ("floor send", "floor gather")
NOT_FLOORS = ("snug", "snug json", "nats", "mosquitto", "socket.io")
OURS = ("snug",)
SOCKET_IO = ("snug socket.io", "socket.io")  # the same words of the same clients, to both


def rows():
    out = []
    for window, target in ((1, 4.2), (8, 0.62), (64, 0.15)):
        load = ["fanout", "--clients", "1000", "--window", str(window), "--duration", "4"]
        out.append(Row(f"fan-out-{window}", f"1 room x 1,000, window {window}: CPU us per delivery", load,
                       "server_cpu_us_per_delivery", target, 3))
    talk = ["rooms", "--clients", "1000", "--rooms", "100", "--duration", "4"]
    out.append(Row("talk", "100 rooms x 10, all talk, closed loop: CPU us per delivery", talk + ["--window", "1"],
                   "server_cpu_us_per_delivery", 1.2, 3, only=NOT_FLOORS))
    offered = talk + ["--rate", "2222"]
    out.append(Row("offered", "1,000 clients, 100 rooms, 20,000 deliveries/s: CPU us", offered,
                   "server_cpu_us_per_delivery", 9, 2, only=NOT_FLOORS))
    out.append(Row("offered-p50", "  p50, ms", offered, "delivery.p50", 0.13, 3, only=NOT_FLOORS))
    out.append(Row("offered-p99", "  p99, ms", offered, "delivery.p99", 0.6, 3, only=NOT_FLOORS))
    idle = ["idle", "--clients", "10000", "--rooms", "100"]
    out.append(Row("idle-memory", "10,000 idle joined connections: KiB each", idle, "server_kib_per_connection", 6))
    out.append(Row("idle-cpu", "  CPU ms per s, heartbeats as the server sends them", idle,
                   "server_cpu_ms_per_second", 6))
    out.append(Row("connect", "  connect, say hello, join: CPU us", idle, "server_cpu_us_per_connection", 90, 1))
    out.append(Row("start", "resident at start, MiB", [], "resident", 12, 1))
    for writers, target in ((1, 3_500), (10, 18_000), (100, 60_000)):
        load = ["chat", "--clients", str(2 * writers), "--rooms", str(writers), "--duration", "4"]
        out.append(Row(f"durable-{writers}", f"durable messages acknowledged a second, {writers} writers", load,
                       "acknowledged_per_second", target, 0, more=True, only=OURS))
    for people in (10, 100, 1000):
        for kept, who in (("ephemeral", ("snug", "socket.io")), ("durable", OURS)):
            load = ["fanout", "--clients", str(people), "--at-once", "0", "--rate", "10", "--duration", "5",
                    "--kept", kept]
            name = f"people-{people}-{kept}"
            out.append(Row(f"{name}-in", f"{people} people come at once, {kept}: the last is in, ms", load, "arrival.max",
                           2_000, 1, only=who))
            out.append(Row(f"{name}-told", "  10 broadcasts a second: the last is told, ms", load, "delivery.max", 500,
                           1, only=who))
    return out + socketio_rows()


def socketio_rows():
    """Clients of Socket.IO (JSON parser): the target is what Node does in the same run."""
    out = []
    for window in (1, 8, 64):
        load = ["fanout", "--clients", "1000", "--window", str(window), "--duration", "4"]
        out.append(Row(f"socketio-{window}", f"Socket.IO, 1 room x 1,000, window {window}: CPU us per delivery", load,
                       "server_cpu_us_per_delivery", 0, 3, only=SOCKET_IO))
        out.append(Row(f"socketio-{window}-rate", "  deliveries a second", load, "delivered_per_second", 0, 0, more=True,
                       only=SOCKET_IO))
    offered = ["rooms", "--clients", "1000", "--rooms", "100", "--duration", "4", "--rate", "2222"]
    out.append(Row("socketio-offered", "Socket.IO, 1,000 clients, 100 rooms, 20,000 deliveries/s: CPU us", offered,
                   "server_cpu_us_per_delivery", 0, 2, only=SOCKET_IO))
    out.append(Row("socketio-p50", "  p50, ms", offered, "delivery.p50", 0, 3, only=SOCKET_IO))
    out.append(Row("socketio-p99", "  p99, ms", offered, "delivery.p99", 0, 3, only=SOCKET_IO))
    idle = ["idle", "--clients", "10000", "--rooms", "100"]
    out.append(Row("socketio-memory", "Socket.IO, 10,000 idle joined connections: KiB each", idle,
                   "server_kib_per_connection", 0, 1, only=SOCKET_IO))
    out.append(Row("socketio-idle", "  CPU ms per s", idle, "server_cpu_ms_per_second", 0, only=SOCKET_IO))
    out.append(Row("socketio-connect", "  connect, join: CPU us", idle, "server_cpu_us_per_connection", 0, 1,
                   only=SOCKET_IO))
    for what, figure, decimals in (("memory", "KiB each", 1), ("idle", "idle: CPU ms per s", 1),
                                   ("active", "one event a second each: CPU us per delivery", 1),
                                   ("p50", "the same: p50, ms", 2), ("p99", "the same: p99, ms", 2)):
        out.append(Row(f"socketio-polling-{what}", f"Socket.IO, 1,000 clients that poll, {figure}", ["polling"],
                       f"polling.{what}", 0, decimals, only=SOCKET_IO))
    return out


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A peer's process on its core, with a folder that goes with it."""

    def __init__(self, peer, load):
        # A real disk: durable messages are measured on it.
        self.folder = Path(tempfile.mkdtemp(prefix="snug-compare-", dir="/var/tmp"))
        self.port = free_port()
        self.log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen(peer.command(self, load), stdout=self.log, stderr=self.log,
                                        stdin=subprocess.DEVNULL,
                                        preexec_fn=lambda: os.sched_setaffinity(0, peer.cores))
        self.wait()

    def fill(self, template, name):
        text = (PEERS / template).read_text().replace("@PORT@", str(self.port))
        path = self.folder / name
        path.write_text(text.replace("@OTHER_PORT@", str(free_port())))
        return str(path)

    def wait(self):
        for _ in range(200):
            if self.process.poll() is not None:
                break
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        words = (self.folder / "log").read_text(errors="replace")[-500:]
        self.stop()
        raise RuntimeError(f"doesn't start: {words}")

    def resident_mib(self):
        time.sleep(1)
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("has no VmRSS")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(8)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Peer:
    """One kind of server: how it is found, started and spoken to."""

    def __init__(self, name, dialect, program, words, cores=frozenset({SERVER_CORE})):
        self.name, self.dialect, self.words, self.cores = name, dialect, words, cores
        self.program = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")

    def command(self, server, load):
        return [self.program, *self.words(server, load)]

    def generator(self, load):
        words = [str(BUILD / "snug-load"), *load, "--dialect", self.dialect]
        return words + (["--token-secret", SECRET] if self.name.startswith("snug") else [])

    def can(self, row):
        if self.name in SOCKET_IO and row.id.startswith("socketio"):
            return True
        return self.name != "snug socket.io" and (not row.only or self.name in row.only)


def snug(shards=1, cores=frozenset({SERVER_CORE}), name="snug", dialect="msgpack"):
    def words(server, load):
        known = load and load[0] != "polling"
        play = load if known else ["idle", "--clients", "1000", "--rooms", "1"]
        asked = [str(BUILD / "snug-load"), *play, "--token-secret", SECRET, "--server-config"]
        path = server.folder / "snug.toml"
        path.write_text(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
        return ["serve", "--config", str(path), "--data", str(server.folder / "data"), "--port", str(server.port),
                "--shards", str(shards)]

    return Peer(name, dialect, str(BUILD / "snug"), words, cores)


def peers():
    floor = str(BUILD / "snug-floor")
    return [
        snug(),
        snug(name="snug json", dialect="json"),
        snug(name="snug socket.io", dialect="socketio"),
        Peer("floor send", "msgpack", floor, lambda s, _: [str(s.port)]),
        Peer("floor gather", "msgpack", floor, lambda s, _: [str(s.port), "--gather"]),
        Peer("nats", "nats", "nats-server", lambda s, _: ["-c", s.fill("nats.conf.in", "nats.conf")]),
        Peer("mosquitto", "mqtt", "mosquitto", lambda s, _: ["-c", s.fill("mosquitto.conf.in", "mosquitto.conf")]),
        Peer("socket.io", "socketio", "node", lambda s, _: [str(PEERS / "socketio/server.js"), str(s.port)]),
    ]


def build():
    def run(*words, where=ROOT):
        subprocess.run(words, cwd=where, check=True, stdout=sys.stderr)

    run("cmake", "--preset", "release")
    run("cmake", "--build", "build", "--target", "snug", "snug-load", "snug-floor")
    if shutil.which("npm"):
        run("npm", "ci", "--no-audit", "--no-fund", where=PEERS / "socketio")


def measure(peer, load):
    """One run: every figure of it by name."""
    server = Server(peer, load)
    try:
        if not load:
            return {"resident": server.resident_mib()}
        if load[0] == "polling":
            return socketio_polling.measure(server.port, server.process.pid, peer.name.startswith("snug"),
                                            GENERATOR_CORE)
        words = peer.generator(load) + ["--url", f"ws://127.0.0.1:{server.port}", "--server-pid",
                                        str(server.process.pid), "--json", "--quiet"]
        ran = subprocess.run(words, capture_output=True, text=True,
                             preexec_fn=lambda: os.sched_setaffinity(0, {GENERATOR_CORE}))
        if ran.returncode != 0:
            raise RuntimeError((ran.stderr or json.loads(ran.stdout)["verdict"]).strip())
        out = json.loads(ran.stdout)
        found = dict(out["figures"])
        for name, times in out["latency_ms"].items():
            found |= {f"{name}.{quantile}": value for quantile, value in times.items()}
        return found
    finally:
        server.stop()


def campaign(wanted, who, repeat):
    """values[row id][peer name]: one value per repetition; and what went wrong."""
    values, wrong = {row.id: {} for row in wanted}, []
    runs = []
    for row in wanted:
        if row.load not in runs:
            runs.append(row.load)
    for turn in range(repeat):
        for load in runs:
            share = [row for row in wanted if row.load == load]
            for peer in who:
                mine = [row for row in share if peer.can(row)]
                if not mine:
                    continue
                print(f"{turn + 1}/{repeat} {peer.name}: {' '.join(load) or 'at rest'}", file=sys.stderr)
                try:
                    found = measure(peer, load)
                except (RuntimeError, OSError) as problem:
                    wrong.append(f"{peer.name}, {' '.join(load) or 'at rest'}: {problem}")
                    continue
                for row in mine:
                    if row.figure in found:
                        values[row.id].setdefault(peer.name, []).append(found[row.figure])
    return values, wrong


def beside(row, taken):
    """How far ahead of Node snug is; below 1 it is behind."""
    ours, theirs = (statistics.median(taken[name]) if taken.get(name) else None for name in SOCKET_IO)
    if not ours or not theirs:
        return ""
    return f"{ours / theirs if row.more else theirs / ours:.1f} x"


def verdict(row, middle):
    return "met" if (middle >= row.target if row.more else middle <= row.target) else "MISSED"


def cell(row, taken):
    if not taken:
        return "–"
    middle = f"{statistics.median(taken):,.{row.decimals}f}"
    if len(taken) == 1:
        return middle
    return f"{middle} ({min(taken):,.{row.decimals}f}–{max(taken):,.{row.decimals}f})"


def table(wanted, who, values):
    lines = ["| case | " + " | ".join(peer.name for peer in who) + " | target | |",
             "|---" * (len(who) + 3) + "|"]
    for row in wanted:
        cells = [cell(row, values[row.id].get(peer.name)) for peer in who]
        ours = values[row.id].get("snug")
        if not row.target:
            lines.append(f"| {row.title} | " + " | ".join(cells) + f" | ahead of Node | {beside(row, values[row.id])} |")
            continue
        sign = "≥" if row.more else "≤"
        lines.append(f"| {row.title} | " + " | ".join(cells) + f" | {sign} {row.target:,g} | "
                     + (verdict(row, statistics.median(ours)) if ours else "") + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--rows", help="some of: socketio (all of those) " + " ".join(row.id for row in rows()))
    parser.add_argument("--peers", help="some of: " + ", ".join(peer.name for peer in peers()))
    parser.add_argument("--no-build", action="store_true", help="take build/ as it is")
    parser.add_argument("--json", type=Path, help="write every value to this file")
    asked = parser.parse_args()
    if not asked.no_build:
        build()
    names = asked.rows.split(",") if asked.rows else []
    if "socketio" in names:
        names += [row.id for row in socketio_rows()]
        asked.peers = asked.peers or ",".join(SOCKET_IO)
    wanted = [row for row in rows() if not names or row.id in names]
    chosen = [peer for peer in peers() if not asked.peers or peer.name in asked.peers.split(",")]
    who = [peer for peer in chosen if peer.program]
    for peer in chosen:
        if not peer.program:
            print(f"not installed, left out: {peer.name}", file=sys.stderr)
    values, wrong = campaign(wanted, who, asked.repeat)
    print(table(wanted, who, values))
    if asked.json:
        asked.json.write_text(json.dumps(values, indent=1))
    for each in wrong:
        print(f"FAILED: {each}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
