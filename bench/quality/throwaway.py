"""Runs one act in a throw-away host: new namespaces over a root that is only read, loopback only, gone with its last process."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.quality.corpus import Act

HERE = Path(__file__).parent
UNSHARE = ("unshare", "--mount", "--pid", "--net", "--uts", "--ipc", "--cgroup", "--fork", "--kill-child=KILL")
SETUP_S = 15.0
"""Granted beside the act's own time for what comes before and after it."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How an act went. status: ok, nonzero, timeout, or harness where it never began. namespace: of its processes (inode number).

    made: when the host began to be made; begin, end: of the command alone; all in seconds since 1970.
    """

    act: Act
    status: str
    made: float = 0.0
    namespace: int = 0
    begin: float = 0.0
    end: float = 0.0
    code: int | None = None
    output: str = ""


def run(act: Act, root: Path) -> Ran:
    """Run the act over the root and wait for its end; what it started ends with it."""
    with tempfile.TemporaryDirectory(prefix="quality-") as made:
        hold, files = Path(made, "hold"), Path(made, "files")
        hold.mkdir()
        files.mkdir()
        _lay_out(act, files)
        words = [*UNSHARE, "sh", str(HERE / "outside.sh"), str(hold), str(root.resolve()), str(files), act.shell]
        return _run(act, words)


def _lay_out(act: Act, files: Path) -> None:
    shutil.copy(HERE / "inside.sh", files)
    (files / "job.sh").write_text(act.command.rstrip() + "\n")
    if act.setup:
        (files / "setup.sh").write_text(act.setup + "\n")
    for name, wanted in (("answers.py", act.stub), ("logins.sh", act.sshd)):
        if wanted:
            shutil.copy(HERE / name, files)


def _run(act: Act, words: list[str]) -> Ran:
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as output:
        start, made = [*_marks_on_8(writing), *words], time.time()
        process = subprocess.Popen(
            start, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, pass_fds=(writing,), start_new_session=True
        )
        os.close(writing)
        late = _wait(process, act.timeout_s + SETUP_S)
        output.seek(max(0, output.seek(0, os.SEEK_END) - 700))
        tail = output.read().decode(errors="replace")
    with os.fdopen(reading, "rb") as marks:
        os.set_blocking(marks.fileno(), False)
        said = (marks.read() or b"").decode(errors="replace")
    return _told(act, made, said, late, tail)


def _marks_on_8(descriptor: int) -> list[str]:
    return ["bash", "-c", f'exec 8>&{descriptor} {descriptor}>&-; exec "$@"', "marks"]


def _wait(process: subprocess.Popen[bytes], limit_s: float) -> bool:
    """Whether it had to be ended."""
    try:
        process.wait(limit_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def _told(act: Act, made: float, said: str, late: bool, tail: str) -> Ran:
    marks = {line.split()[0]: line.split()[1:] for line in said.splitlines() if line.split()}
    if "start" not in marks:
        return Ran(act, "harness", made, output=tail)
    namespace = int("".join(filter(str.isdigit, marks["namespace"][0])))
    begin = float(marks["start"][0])
    if "end" not in marks:
        return Ran(act, "timeout" if late else "nonzero", made, namespace, begin, begin + act.timeout_s + SETUP_S, output=tail)
    code = int(marks["end"][0])
    return Ran(act, "ok" if code == 0 else "nonzero", made, namespace, begin, float(marks["end"][1]), code, tail)
