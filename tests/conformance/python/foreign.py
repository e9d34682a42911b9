#!/usr/bin/python3
"""python-socketio as Debian packages it, as a client that nobody here wrote, against `snug serve`.

    tests/conformance/python/foreign.py PATH-OF-SNUG

Both of its clients (threads and asyncio), WebSocket and polling: rooms, acknowledgements, bytes, what others say,
refusals, a cut. Ends with "N passed, N failed". Needs python3-socketio, python3-websocket, python3-aiohttp and
python3-requests.
"""
import asyncio
import base64
import hashlib
import hmac
import json
import os
import queue
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request
from pathlib import Path

import socketio

SECRET = "a secret of these tests, long enough for HS256"
PATIENCE = 20


def token(user):
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    claims = {"sub": user, "iat": int(time.time()), "exp": int(time.time()) + 3600}
    text = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    return (text + b"." + part(hmac.new(SECRET.encode(), text, hashlib.sha256).digest())).decode()


class Server:
    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory(prefix="snug-python-")
        folder = Path(self.folder.name)
        (folder / "snug.toml").write_text(
            f'[auth]\njwt_secret = "{SECRET}"\n[[rooms]]\nname = "team"\nkind = "group"\naccess = "private"\n'
            'members = { ada = "owner", bob = "editor" }\n')
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = open(folder / "log", "wb")
        self.process = subprocess.Popen([program, "serve", "--config", str(folder / "snug.toml"), "--data",
                                         str(folder / "data"), "--port", str(port)], stderr=self.log)
        for _ in range(100):
            try:
                urllib.request.urlopen(self.url + "/ready").close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server doesn't start")

    def end(self):
        self.process.terminate()
        code = self.process.wait(30)
        self.log.close()
        self.folder.cleanup()
        return code


def expect(what, found, wanted):
    if found != wanted:
        raise AssertionError(f"{what}: {found!r}, not {wanted!r}")


def in_threads(server, way):
    """The client that runs in threads."""
    ada, bob = socketio.Client(reconnection_delay=0.1, reconnection_delay_max=0.2), socketio.Client(reconnection=False)
    told = queue.Queue()
    back = queue.Queue()
    for name in ("task_created", "blob", "message.sent", "after"):
        ada.on(name, lambda *args, name=name: told.put((name, args)))
    ada.on("connect", lambda: back.put(True))
    try:
        ada.connect(server.url, auth={"token": token("ada")}, transports=[way])
        bob.connect(server.url, headers={"Authorization": "Bearer " + token("bob")}, transports=[way])
        expect("transport", ada.transport(), way)
        for client in (ada, bob):
            expect("join", client.call("room.join", {"room": "team"}, timeout=PATIENCE)["status"], "ok")
        said = {"id": 7, "tags": ["é€😀", None, True, 0.5]}
        reply = bob.call("publish", ({"event": "task_created", "data": said}, {"room": "team"}), timeout=PATIENCE)
        expect("publish", reply["status"], "ok")
        name, (data, about) = told.get(timeout=PATIENCE)
        expect("event", (name, data, about["from"]), ("task_created", said, {"user": "bob"}))
        blob = os.urandom(5000)
        bob.emit("blob", ({"blob": blob, "n": 5000}, {"room": "team"}))
        name, args = told.get(timeout=PATIENCE)
        expect("bytes", args[0], {"blob": blob, "n": 5000})
        reply = ada.call("message.send", ({"text": "hello"}, {"room": "team", "id": "own " + way}), timeout=PATIENCE)
        name, args = told.get(timeout=PATIENCE)
        expect("own echo", (name, args[0]["text"], args[1]["offset"]), ("message.sent", "hello", reply["data"]["offset"]))
        expect("cursor", (len(args), isinstance(args[2], str)), (3, True))
        refused = ada.call("message.send", ({"text": 7}, {"room": "team"}), timeout=PATIENCE)
        expect("refusal", refused["error"]["code"], "bad_request")
        # Many. This client has a thread for each event it hears: their order is what the events say.
        for n in range(200):
            bob.emit("message.send", ({"text": str(n)}, {"room": "team"}))
        heard = sorted((args[1]["offset"], args[0]["text"])
                       for args in (told.get(timeout=PATIENCE)[1] for _ in range(200)))
        expect("many", [text for _, text in heard], [str(n) for n in range(200)])
        # A cut: it knows no recovery and joins again.
        while not back.empty():
            back.get()
        if way == "websocket":
            ada.eio.ws.sock.shutdown(socket.SHUT_RDWR)
            back.get(timeout=PATIENCE)
            expect("join again", ada.call("room.join", {"room": "team"}, timeout=PATIENCE)["status"], "ok")
            bob.emit("after", (1, {"room": "team"}))
            expect("after the cut", told.get(timeout=PATIENCE)[0], "after")
    finally:
        ada.disconnect()
        bob.disconnect()
    stranger = socketio.Client(reconnection=False)
    try:
        stranger.connect(server.url, auth={"token": "wrong"}, transports=[way])
        raise AssertionError("a wrong token was let in")
    except socketio.exceptions.ConnectionError:
        pass
    finally:
        stranger.disconnect()


async def in_tasks(server, way):
    """The asyncio client."""
    ada, bob = socketio.AsyncClient(reconnection=False), socketio.AsyncClient(reconnection=False)
    told = asyncio.Queue()

    async def hear(data, about):
        await told.put((data, about))

    ada.on("count", hear)
    try:
        await ada.connect(server.url, auth={"token": token("ada")}, transports=[way])
        await bob.connect(server.url, auth={"token": token("bob")}, transports=[way])
        for client in (ada, bob):
            expect("join", (await client.call("room.join", {"room": "team"}, timeout=PATIENCE))["status"], "ok")
        for n in range(100):
            await bob.emit("count", (n, {"room": "team"}))
        heard = [(await asyncio.wait_for(told.get(), PATIENCE))[0] for _ in range(100)]
        expect("in order", heard, list(range(100)))
    finally:
        await ada.disconnect()
        await bob.disconnect()


def main():
    server = Server(sys.argv[1])
    passed = failed = 0
    for way in ("websocket", "polling"):
        for name, run in (("threads", lambda: in_threads(server, way)), ("asyncio", lambda: asyncio.run(in_tasks(server, way)))):
            try:
                run()
                passed += 1
                print(f"ok    {name} {way}")
            except Exception:
                failed += 1
                print(f"FAILED {name} {way}")
                traceback.print_exc(file=sys.stdout)
    if server.end() != 0:
        failed += 1
        print("the server didn't end well")
    print(f"{passed} passed, {failed} failed", flush=True)
    os._exit(1 if failed else 0)  # what aiohttp says of connections that it forgot to close isn't the last line


if __name__ == "__main__":
    main()
