import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from redshank.host import guardian
from redshank.host.guardian import BEAT_VARIABLE, NOTES, Guardian, clean_environment

ALIVE = (
    f"import os, signal, time; beat = int(os.environ['{BEAT_VARIABLE}'])\n"
    "signal.pthread_sigmask(signal.SIG_UNBLOCK, {1, 2, 15})\n"
)
BEATING = ALIVE + "os.write(beat, b'w')\nwhile True: os.write(beat, b'.'); time.sleep(0.01)"
SILENT = ALIVE + "os.write(beat, b'w'); time.sleep(3600)"
CLEAN = ALIVE + "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); open('ready', 'w'); signal.pause()"
DEAF = ALIVE + "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); open('ready', 'w')\nwhile True: time.sleep(0.1)"


def until(holds: Callable[[], object], most_s: float = 20.0) -> None:
    end = time.monotonic() + most_s
    while not holds():
        assert time.monotonic() < end, "did not happen"
        time.sleep(0.01)


def notes(folder: Path) -> list[dict[str, object]]:
    file = folder / NOTES
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


class Run:
    """A guardian in a thread of this process; the end is asked for as a signal would."""

    def __init__(self, folder: Path, code: str) -> None:
        self.said: list[str] = []
        self.guardian = Guardian(str(folder), [sys.executable, "-I", "-S", "-c", code], dict(os.environ), self.said.append)
        self.status: list[int] = []
        self.thread = threading.Thread(target=lambda: self.status.append(self.guardian.run()), daemon=True)
        self.thread.start()

    def stop(self) -> int:
        os.write(self.guardian.wake_write, b"\x0f")
        self.thread.join(20)
        assert not self.thread.is_alive()
        return self.status[0]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(guardian, "TICK_S", 0.05)
    monkeypatch.setattr(guardian, "START_TICKS", 400)
    monkeypatch.setattr(guardian, "PAUSES_S", (0.0,))


def test_worker_that_ends_is_started_again_and_noted_down(tmp_path: Path) -> None:
    run = Run(tmp_path, ALIVE + "import sys; os.write(beat, b'w'); sys.exit(3)")
    until(lambda: len(notes(tmp_path)) >= 2)
    run.stop()
    first = notes(tmp_path)[0]
    assert first["what"] == "exited" and "exit status 3" in str(first["detail"])
    assert isinstance(first["at_ns"], int) and first["seen_ns"]
    assert stat.S_IMODE((tmp_path / NOTES).stat().st_mode) == 0o600
    assert "started again" in run.said[0]


def test_worker_that_is_killed_is_told_of_by_its_signal(tmp_path: Path) -> None:
    run = Run(tmp_path, ALIVE + "os.write(beat, b'w'); os.kill(os.getpid(), 9)")
    until(lambda: notes(tmp_path))
    run.stop()
    assert notes(tmp_path)[0]["what"] == "killed" and "signal 9" in str(notes(tmp_path)[0]["detail"])


def test_frozen_worker_is_killed_and_started_again(tmp_path: Path) -> None:
    run = Run(tmp_path, SILENT)
    until(lambda: notes(tmp_path))
    run.stop()
    assert notes(tmp_path)[0]["what"] == "frozen" and "no sign of life" in str(notes(tmp_path)[0]["detail"])


def test_worker_that_gives_signs_of_life_is_left_alone(tmp_path: Path) -> None:
    run = Run(tmp_path, BEATING)
    time.sleep(guardian.TICK_S * guardian.FROZEN_TICKS * 3)
    assert notes(tmp_path) == [] and run.stop() == 128 + signal.SIGTERM


def test_command_that_cannot_begin_is_not_tried_again(tmp_path: Path) -> None:
    run = Run(tmp_path, "import sys; sys.exit(2)")
    run.thread.join(20)
    assert run.status == [2] and notes(tmp_path) == []


def test_worker_that_watched_before_is_tried_again_though_it_cannot_begin(tmp_path: Path) -> None:
    code = f"""
import os, pathlib, sys, time
count = pathlib.Path({str(tmp_path)!r}) / "starts"
before = len(count.read_text()) if count.exists() else 0
count.write_text("x" * (before + 1))
if before == 1:
    sys.exit(2)
os.write(int(os.environ[{guardian.BEAT_VARIABLE!r}]), b"w")
time.sleep(0.2)
sys.exit(1) if before == 0 else time.sleep(60)
"""
    run = Run(tmp_path, code)
    end = time.monotonic() + 20
    while not (tmp_path / "starts").exists() or len((tmp_path / "starts").read_text()) < 3:
        assert time.monotonic() < end and not run.status, run.said
        time.sleep(0.01)
    run.stop()


def test_worker_that_cannot_be_started_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spawn, refusals = os.posix_spawn, iter([True])

    def sometimes(*words: object, **how: object) -> int:
        if next(refusals, False):
            raise OSError(11, "Resource temporarily unavailable")
        return spawn(*words, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "posix_spawn", sometimes)
    before = len(list(Path("/proc/self/fd").iterdir()))
    run = Run(tmp_path, "import sys; sys.exit(2)")
    run.thread.join(20)
    assert run.status == [2]
    assert "cannot be started" in run.said[0]
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 4


def test_end_is_handed_on_and_is_the_worker_s(tmp_path: Path) -> None:
    run = Run(tmp_path, CLEAN)
    until((tmp_path / "ready").exists)
    assert run.stop() == 0 and notes(tmp_path) == []


def test_worker_that_does_not_end_is_ended_by_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guardian, "STOP_S", 0.3)
    run = Run(tmp_path, DEAF)
    until((tmp_path / "ready").exists)
    assert run.stop() == 128 + signal.SIGKILL and notes(tmp_path) == []


def test_ends_in_a_row_are_a_loop_which_is_said_and_slowed_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(tmp_path, "import sys; sys.exit(1)")
    until(lambda: len(notes(tmp_path)) >= 6)
    assert [note["what"] for note in notes(tmp_path)] == ["exited"] * 5 + ["crash_loop"]
    assert "does not keep running" in run.said[-1]
    begun = time.monotonic()
    assert run.stop() == 0 and time.monotonic() - begun < 5, "the pause ends when it is told to"


def test_notes_do_not_grow_without_bound_nor_follow_a_link(tmp_path: Path) -> None:
    (tmp_path / NOTES).write_text("x" * guardian.MAX_NOTES_BYTES)
    guardian.append(str(tmp_path), NOTES, b"y")
    assert (tmp_path / NOTES).stat().st_size == guardian.MAX_NOTES_BYTES
    (tmp_path / NOTES).unlink()
    (tmp_path / "victim").write_text("mine")
    (tmp_path / NOTES).symlink_to(tmp_path / "victim")
    with pytest.raises(OSError):
        guardian.append(str(tmp_path), NOTES, b"y")
    assert (tmp_path / "victim").read_text() == "mine"


def test_environment_holds_nothing_that_changes_what_is_loaded() -> None:
    given = {"PATH": "/bin", "PYTHONPATH": "/evil", "LD_PRELOAD": "/evil.so", "REDSHANK_SENSOR__SYSCALLS": "off", "PYTHONSTARTUP": "x"}
    assert clean_environment(given) == {"PATH": "/bin", "REDSHANK_SENSOR__SYSCALLS": "off"}


def start_process(folder: Path, code: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-I", "-S", guardian.__file__, str(folder), sys.executable, "-I", "-c", code]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)


WITH_LIFE = f"""
import os, signal, time
from pathlib import Path
from redshank.host.worker_life import Life
signal.pthread_sigmask(signal.SIG_UNBLOCK, [2, 15])
life = Life(int(os.environ["{BEAT_VARIABLE}"]))
life.beat(watching=True)
Path("pid").write_text(str(os.getpid()))
while not life.guardian_is_gone():
    life.beat()
    time.sleep(0.05)
"""


@pytest.mark.parametrize("stopped", [False, True], ids=["running", "stopped"])
def test_no_worker_stays_behind_when_the_guardian_is_killed(stopped: bool, tmp_path: Path) -> None:
    process = start_process(tmp_path, WITH_LIFE)
    until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    worker = os.pidfd_open(int((tmp_path / "pid").read_text()))
    try:
        if stopped:
            signal.pidfd_send_signal(worker, signal.SIGSTOP)
        process.kill()
        process.wait()
        until(lambda: gone(int((tmp_path / "pid").read_text())))
    finally:
        os.close(worker)


def test_end_that_comes_while_the_worker_starts_waits_until_it_can_end_cleanly(tmp_path: Path) -> None:
    slow = (
        f"import os, signal, sys, time; beat = int(os.environ['{BEAT_VARIABLE}'])\nopen('born', 'w')\n"
        "while not os.path.exists('go'): time.sleep(0.01)\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\nsignal.pthread_sigmask(signal.SIG_UNBLOCK, [2, 15])\nsignal.pause()"
    )
    process = start_process(tmp_path, slow)
    until((tmp_path / "born").exists)
    process.terminate()
    (tmp_path / "go").touch()
    assert process.wait(20) == 0


def test_real_guardian_hands_a_signal_on_and_takes_the_status_over(tmp_path: Path) -> None:
    process = start_process(tmp_path, CLEAN)
    until((tmp_path / "ready").exists)
    process.terminate()
    assert process.wait(20) == 0
