"""A real server process for tests: started, asked, killed or stopped; with the event store that users have."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import msgspec

from redshank.wire.messages import CONTENT_TYPE, Ack, Enrolled
from tests.server.ingest.sending import Sender


@dataclass
class Running:
    """hello: its ready line. marks: what it told afterwards."""

    process: "subprocess.Popen[bytes]"
    hello: dict[str, Any]
    marks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.hello["address"].rpartition(":")[2])

    def ask(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """One request of an agent."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", path, body, {**headers, "Content-Type": CONTENT_TYPE})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def get(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def enrol(self, sender: Sender) -> Enrolled:
        status, body = self.ask(*sender.enrol(self.hello["token"]))
        assert status == 200, body
        return msgspec.msgpack.decode(body, type=Enrolled)

    def push(self, sender: Sender, *blocks: Any) -> Ack:
        status, body = self.ask(*sender.push(*blocks))
        assert status == 200, body
        return msgspec.msgpack.decode(body, type=Ack)

    def stop(self) -> int:
        """A clean end; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def running(data: Path, *options: str, bind: str = "127.0.0.1:0") -> Iterator[Running]:
    """A server that listens. It stays root without capabilities where we are root: no test makes a system user."""
    told, tell = os.pipe()
    words = ["server", "run", "--bind", bind, "--data", str(data), "--user", "root", "--first-token", "--tell-fd", str(tell), *options]
    with (data.parent / "server.log").open("ab") as log:
        command = [sys.executable, "-I", "-m", "redshank", *words]
        process = subprocess.Popen(command, pass_fds=(tell,), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    os.close(tell)
    with os.fdopen(told, "rb") as lines:
        try:
            line = lines.readline()
            assert line, (data.parent / "server.log").read_text()[-2000:]
            found = Running(process, json.loads(line))
            listener = threading.Thread(target=_hear, args=(lines, found.marks), daemon=True)
            listener.start()
            try:
                yield found
            finally:
                process.kill()
                listener.join(10)
        finally:
            process.kill()
            process.wait()


def _hear(lines: IO[bytes], marks: list[dict[str, Any]]) -> None:
    for line in lines:
        marks.append(json.loads(line))
