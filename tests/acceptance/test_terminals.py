"""Terminals as they are recorded by a real `watch` against what `script` itself wrote; and nothing typed in secret is kept."""

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from redshank.events.octets import to_bytes
from tests import sandbox
from tests.terminal_driver import Step, scripted

pytestmark = pytest.mark.root

PASSWORDS = ("Tr0ub4dor-and-3", "correct.horse.77", "battery%staple9", "wrong-guess-31", "pasted~Secret5", "getpass_Owl_82")
CURSES = "import curses,time; s=curses.initscr(); s.addstr(3,4,'boxed'); s.refresh(); s.getch(); curses.endwin()"
RAW_PROMPT = (
    "import sys,tty,termios,os; old=termios.tcgetattr(0); tty.setraw(0); os.write(1, b'far ready> '); "
    "line=b''\nwhile not line.endswith(b'\\r'): line+=os.read(0,1)\ntermios.tcsetattr(0,0,old); print('taken')"
)


@dataclass
class Session:
    name: str
    command: str
    steps: list[Step]
    size: tuple[int, int] = (24, 80)


@dataclass
class Recording:
    """A running watch. lines: what it wrote, once it has ended."""

    process: subprocess.Popen[bytes]
    out: Path
    lines: list[dict[str, Any]] = field(default_factory=list)

    def tty(self, name: str, direction: str = "output") -> list[dict[str, Any]]:
        """The pieces of the terminal that `script` held for this session."""
        held = [one for one in self.lines if one["event.action"] == "session.tty" and one.get("redshank.tty.direction") == direction]
        return [one for one in held if one.get("process.args", [""])[-1].endswith(f"/{name}.typescript")]


def start(folder: Path, *options: str) -> Recording:
    """A watch that sees everything from now on; its lines go to a file."""
    out, err = folder / "lines.jsonl", folder / "words.txt"
    words = [sys.executable, "-m", "redshank", "watch", "--events", "--format", "json", *options]
    with out.open("wb") as lines, err.open("wb") as said:
        process = subprocess.Popen(words, stdout=lines, stderr=said)
    limit = time.monotonic() + 60
    while "watching with" not in err.read_text():
        assert process.poll() is None and time.monotonic() < limit, err.read_text()
        time.sleep(0.05)
    return Recording(process, out)


def end(recording: Recording) -> None:
    recording.process.terminate()
    assert recording.process.wait(30) == 0
    recording.lines += [json.loads(line) for line in recording.out.read_bytes().splitlines()]


SESSIONS = [
    Session("shell", "sh -i", [Step(r"ready\$ $", "echo plain words\r"), Step(r"words\r\n.*ready\$ $", "exit\r")]),
    Session("colour", "ls --color=always -la /usr", []),
    Session(
        "unicode", "sh -i", [Step(r"ready\$ $", "printf 'z\u00fcrich \u2603 \U0001f980 \u65e5\u672c\\n'\r"), Step("\u672c\r\n", "exit\r")]
    ),
    Session("bytes", r"printf 'broken \377\376 \303( back\\slash \0 end\n'", []),
    Session("top", "top -d 0.3", [Step(r"PID", ""), Step(r"PID|\x1b\[H", "q")]),
    Session("less", "less /etc/services", [Step(r"services|:", " "), Step(r".", " "), Step(r".", "/http\r"), Step(".", "q")]),
    Session("more", "seq 1 200 | more", [Step(r"More", " "), Step(r"More", "q")]),
    Session("python", f"{sys.executable} -q", [Step(r">>> $", "print(6 * 7)\r"), Step(r"42\r\n", "\x04")]),
    Session("curses", f'{sys.executable} -c "{CURSES}"', [Step("boxed", "x")]),
    Session("resize", "sh -i", [Step(r"ready\$ $", size=(50, 132)), Step("", "sleep 0.2; stty size\r"), Step(r"50 132\r\n", "exit\r")]),
    Session("large", "base64 -w 100 /dev/urandom | head -c 1000000", [], (24, 120)),
    Session(
        "interrupt", "sh -i",
        [Step(r"ready\$ $", "sh -c 'echo sta\"\"rted; exec sleep 60'\r"), Step(r"started\r\n", "\x03"), Step(r"ready\$ $", "exit\r")],
    ),
    Session("paste", "sh -i", [Step(r"ready\$ $", "echo one\recho two\recho three\r"), Step(r"three\r\n.*ready\$ $", "exit\r")]),
    Session(
        "getpass",
        f"{sys.executable} -c 'import getpass; getpass.getpass(); print(1+1)'",
        [Step("Password: ", PASSWORDS[5] + "\r"), Step("2\r\n")],
    ),
    Session("read-s", "bash -c 'read -s -p \"key: \" x; echo got ${#x}'", [Step("key: ", PASSWORDS[4] + "\r"), Step("got")]),
    Session("raw", f'{sys.executable} -c "{RAW_PROMPT}"', [Step("ready> ", PASSWORDS[2], slowly=True), Step("", "\r"), Step("taken")]),
]
if shutil.which("vim"):
    SESSIONS.append(Session("vim", "vim -u NONE -N /etc/hostname", [Step(r"hostname", "itext\x1b"), Step("text", ":q!\r")]))
INNER = [
    Session("su", "setpriv --reuid=tester --regid=tester --init-groups sh -i", [
        Step(r"ready\$ $", "su tester\r"), Step("Password: ", PASSWORDS[3] + "\r"), Step(r"ailure.*ready\$ $", "su tester -c id\r"),
        Step("Password: ", PASSWORDS[0] + "\r"), Step(r"uid=.*ready\$ $", "exit\r"),
    ]),
]  # fmt: skip
if shutil.which("ssh") and Path("/usr/sbin/sshd").exists():
    INNER.append(Session("ssh", "ssh -o StrictHostKeyChecking=no -p 2022 tester@127.0.0.1", [
        Step("password: ", PASSWORDS[0] + "\r"), Step(r"[$#] $", "echo far $SSH_CONNECTION away\r"),
        Step(r"away\r\n.*[$#] $", "su tester\r"),
        Step("Password: ", PASSWORDS[1] + "\r"), Step(r"ailure.*[$#] $", "exit\r"),
    ]))  # fmt: skip
if shutil.which("sudo"):
    INNER.append(
        Session(
            "sudo", "setpriv --reuid=tester --regid=tester --init-groups sudo id", [Step("assword.*: ", PASSWORDS[0] + "\r"), Step("uid=0")]
        )
    )

PREPARE = f"""
set -e
useradd -m -s /bin/sh tester
echo 'tester:{PASSWORDS[0]}' | chpasswd
[ -d /etc/sudoers.d ] && echo 'tester ALL=(ALL) ALL' > /etc/sudoers.d/tester
if [ -x /usr/sbin/sshd ]; then
  mkdir -p /run/sshd /tmp/keys
  ssh-keygen -q -t ed25519 -N '' -f /tmp/keys/host
  /usr/sbin/sshd -p 2022 -h /tmp/keys/host -o UsePAM=yes -o PasswordAuthentication=yes -o KbdInteractiveAuthentication=no -o PidFile=none
fi
su -s /bin/sh nobody -c true || true
exec {sys.executable} -m tests.terminal_driver /tmp
"""


def inner(hold: Path) -> dict[str, bytes]:
    """Typescripts of the sessions that need an /etc of their own."""
    asked = json.dumps([{"name": one.name, "command": one.command, "steps": [asdict(step) for step in one.steps]} for one in INNER])
    done = subprocess.run(
        sandbox.command(hold, ["/bin/sh", "-c", PREPARE]), input=asked, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {name: base64.b64decode(text) for name, text in json.loads(done.stdout).items()}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Recording, dict[str, bytes]]]:
    folder, hold = tmp_path_factory.mktemp("scripts"), tmp_path_factory.mktemp("sandbox")
    master, slave = os.openpty()  # so that recording is on before the first session
    recording = start(folder, "--terminals", "full")
    try:
        with ThreadPoolExecutor(6) as pool:
            within = pool.submit(inner, hold)
            done = {one.name: pool.submit(scripted, one.name, folder, one.command, one.steps, one.size) for one in SESSIONS}
            written = {name: future.result() for name, future in done.items()} | within.result()
    finally:
        end(recording)
        os.close(master)
        os.close(slave)
    yield recording, written


def test_every_recorded_terminal_is_byte_for_byte_what_script_wrote(recorded: tuple[Recording, dict[str, bytes]]) -> None:
    recording, written = recorded
    assert len(written) >= 10
    for name, want in written.items():
        got = b"".join(to_bytes(piece.get("process.io.text", "")) for piece in recording.tty(name))
        assert got == want, f"{name}: {len(got)} bytes recorded, {len(want)} written"


def test_pieces_of_a_terminal_are_a_chain_without_a_gap_that_ends(recorded: tuple[Recording, dict[str, bytes]]) -> None:
    recording, written = recorded
    for name in written:
        pieces = sorted(recording.tty(name) + recording.tty(name, "input"), key=lambda one: int(one["redshank.tty.chunk"]))
        assert [int(one["redshank.tty.chunk"]) for one in pieces] == list(range(len(pieces))), name
        for before, after in pairwise(pieces):
            assert after["redshank.tty.previous"] == before["redshank.tty.chain"]
        assert pieces[-1].get("redshank.tty.ended") is True, name


def test_no_typed_password_is_anywhere_and_commands_are(recorded: tuple[Recording, dict[str, bytes]]) -> None:
    recording, _ = recorded
    everything = json.dumps(recording.lines, ensure_ascii=False)
    assert [word for word in PASSWORDS if word in everything] == []
    typed = "".join(one.get("process.io.text", "") for name in ("shell", "paste", "su") for one in recording.tty(name, "input"))
    for command in ("echo plain words\r", "echo two\r", "su tester -c id\r"):
        assert command in typed
    for name in ("su", "getpass", "read-s", "raw"):
        assert any("«masked»" in one.get("process.io.text", "") for one in recording.tty(name, "input")), name


def test_new_size_of_a_window_is_told(recorded: tuple[Recording, dict[str, bytes]]) -> None:
    recording, _ = recorded
    mine = recording.tty("resize")[0]["redshank.tty.id"]
    sizes = [one for one in recording.lines if one["event.action"] == "session.winsize" and one["redshank.tty.id"] == mine]
    assert (sizes[-1]["process.tty.rows"], sizes[-1]["process.tty.columns"]) == (50, 132)


def test_what_runs_in_a_terminal_carries_its_session_across_su_and_ssh(recorded: tuple[Recording, dict[str, bytes]]) -> None:
    recording, written = recorded
    session = recording.tty("su")[0]["redshank.terminal.session"]
    executed = [one for one in recording.lines if one["event.action"] == "process.exec" and one.get("process.name") == "id"]
    assert any(one.get("redshank.terminal.session") == session and one["user.id"] != 0 for one in executed)
    if "ssh" in written:
        pieces = [one for one in recording.lines if one["event.action"] == "session.tty" and one.get("process.name") == "sshd"]
        far = [one for one in pieces if "far 127.0.0.1" in one.get("process.io.text", "")]
        assert far and {one.get("source.ip") for one in far} == {"127.0.0.1"}
