"""Does every act under one sensor and says which were told. In a sandbox or a throw-away machine, as root:

    python3 -m tests.acceptance.coverage.run [full|light|off] [coverage|evasion|all] [WORD…]

WORD: only acts whose names hold it. Output: one JSON object with the answers, what the sensor said, and its losses.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.acceptance.coverage.act import Act, Line, Mode, find
from tests.acceptance.coverage.hands import record
from tests.acceptance.coverage.table import ACTS
from tests.acceptance.evasion.table import ACTS as EVASIONS

PATIENCE_S, ACT_S = 120.0, 20.0
FIRST: dict[Mode, tuple[str, int]] = {"full": ("act", 20_000), "light": ("lct", 21_000), "off": ("oct", 22_000)}
"""Where words and ports of a mode begin: a machine in which all modes are looked at holds what the others left."""
WORD = re.compile(rb"[alo]ct\d{3}x")
PRELUDE = "from tests.acceptance.coverage.hands import *\n"
RULE = """title: Nothing
id: 6c1c0c5e-0d3f-4f0a-9a59-5f4f7b1c9d11
logsource: {product: linux, category: process_creation}
detection: {none: {Image: /nothing}, condition: none}
level: low
"""
"""The sensor is what is looked at: one rule that nothing fits."""
LOGS = ("auth.log", "syslog", "wtmp", "btmp", "nginx/access.log")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an act. line: the event that tells of it. types: of all its events. lacks: a program it needs. said: its last words."""

    name: str
    told: bool
    line: Line | None
    types: list[str]
    lacks: str
    said: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run. said: the sensor's standard error. lost: events it says it lost, by type and reason. status: its exit status."""

    mode: Mode
    answers: list[Answer]
    said: str
    lost: dict[str, int]
    status: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Marked:
    """An act with its word and port, and how it went."""

    act: Act
    word: str
    port: int
    said: str
    seconds: float = 0.0


class Sensor:
    """`redshank watch` as a process, its lines in a file."""

    def __init__(self, command: Sequence[str], place: Path) -> None:
        self._out, self._err = place / "lines", place / "said"
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen([*command], stdout=out, stderr=err)
        self._await(lambda: b"watching" in self._err.read_bytes(), "it does not watch")

    def _await(self, done: Callable[[], bool], trouble: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while not done():
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"{trouble}: {self._err.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def await_end(self, word: str) -> None:
        """Do a program, a file, a log line and a log-in with this word, and come back when they are told."""
        log_file = Path("/var/log/auth.log")
        with log_file.open("a") as log:
            log.write(f"{time.strftime('%b %e %H:%M:%S')} sandbox useradd[1]: new user: name={word}\n")
        Path("/etc", word).touch()
        subprocess.run(["/bin/true", word], check=True)
        record("/var/log/wtmp", 7, word, "pts/9", "198.51.100.9")
        wanted = {b"process.exec", b"file.create", b"log.line", b"session.login"}

        def told() -> bool:
            lines = [line for line in self._out.read_bytes().splitlines() if word.encode() in line]
            return wanted <= {json.loads(line)["event.action"].encode() for line in lines}

        self._await(told, "it did not tell the end")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def lines(self) -> list[tuple[bytes, Line]]:
        return [(raw, json.loads(raw)) for raw in self._out.read_bytes().splitlines()]

    def said(self) -> str:
        return self._err.read_text(errors="replace")


def run(mode: Mode, acts: Sequence[Act], command: Sequence[str] = ()) -> Outcome:
    """Do the acts one after the other under one sensor. command: what starts it; by default `redshank watch`."""
    start, (start_word, first_port) = time.monotonic(), FIRST[mode]
    stage()
    with tempfile.TemporaryDirectory(dir="/run") as place:
        (rule := Path(place, "rule.yml")).write_text(RULE)
        watch: tuple[str, ...] = (sys.executable, "-m", "redshank", "watch", "--events", "--format", "json", "--syscalls", mode, "--rules", str(rule))
        watch += ("--terminals", "output") if mode == "full" else ()
        sensor = Sensor(command or watch, Path(place))
        done = [do(act, f"{start_word}{number:03}x", first_port + number, sensor.process.pid) for number, act in enumerate(acts)]
        sensor.await_end(f"{start_word}999x")
        status = sensor.stop()
        lines = sensor.lines()
        own = owned(lines, {one.port: one.word for one in done})
        answers = [answer(one, own.get(one.word, [])) for one in done]
        return Outcome(mode, answers, sensor.said(), losses(lines), status, round(time.monotonic() - start, 1))


def stage() -> None:
    """Logs that the sensor can take its place in, and secrets that lie in the sandbox's own layer.

    overlayfs gives a hard link of a file of its lower layer another inode, which no other file system does.
    """
    shutil.copy2("/etc/shadow", "/etc/shadow.new")
    os.rename("/etc/shadow.new", "/etc/shadow")
    for name in LOGS:
        (path := Path("/var/log", name)).parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def do(act: Act, word: str, port: int, sensor: int) -> Marked:
    """Have one act done in a process of its own; whatever it leaves running is ended."""
    if act.tool and not shutil.which(act.tool):
        return Marked(act, word, port, f"no {act.tool} here")
    body = (act.python or act.shell).replace("MARK", word).replace("PORT", str(port)).replace("SENSOR", str(sensor))
    heavy = "".join(f"import {name}\n" for name in ("shutil", "subprocess") if name in body)  # each 10 ms
    words = [sys.executable, "-S", "-c", PRELUDE + heavy + body, word] if act.python else ["/bin/bash", "-ec", body, word]
    start = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True)
        with suppress(subprocess.TimeoutExpired):
            process.wait(ACT_S)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        said.seek(0)
        return Marked(act, word, port, said.read()[-600:].decode("utf-8", "replace"), round(time.monotonic() - start, 3))


def owned(lines: Sequence[tuple[bytes, Line]], ports: dict[int, str]) -> dict[str, list[Line]]:
    """Word to its events: those that hold it, that name its port, or that a process of it or a child of one has caused."""
    words: dict[int, set[str]] = {}
    for _ in range(2):  # the two rings are not in one order
        for raw, line in lines:
            pid, parent = line.get("process.pid"), line.get("process.parent.pid")
            if pid and (found := {*_words(raw), *words.get(parent or 0, ())}):
                words.setdefault(pid, set()).update(found)
    own: dict[str, list[Line]] = {}
    for raw, line in lines:
        for word in {*_words(raw), *words.get(line.get("process.pid") or 0, ()), *_by_port(line, ports)}:
            own.setdefault(word, []).append(line)
    return own


def _words(raw: bytes) -> set[str]:
    return {word.decode() for word in WORD.findall(raw)}


def _by_port(line: Line, ports: dict[int, str]) -> Iterator[str]:
    for name in ("source.port", "destination.port"):
        if (port := line.get(name)) in ports:
            yield ports[port]


def answer(one: Marked, lines: list[Line]) -> Answer:
    """Whether the act's own events tell of it."""
    line = find(one.act.told, lines, one.word, one.port)
    lacks = one.act.tool if one.act.tool and not shutil.which(one.act.tool) else ""
    return Answer(one.act.name, line is not None, line, sorted({found["event.action"] for found in lines}), lacks, one.said, one.seconds)


def losses(lines: Sequence[tuple[bytes, Line]]) -> dict[str, int]:
    """Events told as lost."""
    found: dict[str, int] = {}
    for _, line in lines:
        if line["event.action"] == "agent.loss":
            kind = f"{line.get('redshank.loss.type', '?')} {line.get('redshank.loss.reason', '?')}"
            found[kind] = found.get(kind, 0) + int(line.get("redshank.loss.count") or 0)
    return found


def chosen(which: str, words: Sequence[str]) -> tuple[Act, ...]:
    """The acts of a pack whose names hold one of the words; all for none."""
    pack = {"coverage": ACTS, "evasion": EVASIONS, "all": ACTS + EVASIONS}[which]
    return tuple(act for act in pack if not words or any(word in act.name for word in words))


def main(arguments: list[str]) -> int:
    """Entry of the command; see the module's first lines."""
    mode, which, *words = [*arguments, *("full", "all")[len(arguments) :]]
    sys.stdout.write(json.dumps(asdict(run(mode, chosen(which, words)))))  # type: ignore[arg-type]
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
