import os
from pathlib import Path

from redshank.host.sensor import proc_scan
from redshank.host.sensor.process_table import ProcessTable

STAT = "{pid} (we) ird) S {ppid} 1 1 34817 0 0 0 0 0 0 0 0 0 0 20 0 1 0 {start} 0 0"


def fake_process(proc: Path, pid: int, ppid: int, cmdline: bytes, uid: int = 0) -> None:
    folder = proc / str(pid)
    folder.mkdir(parents=True)
    (folder / "stat").write_text(STAT.format(pid=pid, ppid=ppid, start=pid * 10))
    (folder / "status").write_text(f"Name:\tx\nUid:\t{uid}\t0\t0\t0\nGid:\t5\t5\t5\t5\n")
    (folder / "cmdline").write_bytes(cmdline)
    (folder / "loginuid").write_text("4294967295")
    (folder / "sessionid").write_text("7")
    (folder / "exe").symlink_to("/usr/bin/prog (deleted)")
    (folder / "cwd").symlink_to("/srv")


def test_scan_reads_every_process_and_its_parent(tmp_path: Path) -> None:
    fake_process(tmp_path, 1, 0, b"init\0")
    fake_process(tmp_path, 20, 1, b"prog\0--flag\0", uid=33)
    (tmp_path / "self").mkdir()
    table = ProcessTable("h", "b")
    assert proc_scan.scan(table, tmp_path, 4026531836, host_pids=True) == 2
    process = table.get(20)
    assert process is not None and process.parent is table.get(1)
    assert (process.executable, process.args, process.user, process.effective_user) == ("/usr/bin/prog", ["prog", "--flag"], 33, 0)
    assert (process.audit_user, process.session, process.tty, process.start) == (None, 7, "pts/1", 200)


def test_process_that_ends_while_it_is_read_is_left_out(tmp_path: Path) -> None:
    fake_process(tmp_path, 1, 0, b"init\0")
    (tmp_path / "99").mkdir()
    assert proc_scan.scan(ProcessTable("h", "b"), tmp_path, 1, host_pids=False) == 1


def test_live_knowledge_wins_over_the_scan(tmp_path: Path) -> None:
    fake_process(tmp_path, 5, 0, b"old\0")
    table = ProcessTable("h", "b")
    proc_scan.scan(table, tmp_path, 1, host_pids=True)
    live = table.get(5)
    assert proc_scan.scan(table, tmp_path, 1, host_pids=True) == 0 and table.get(5) is live


def test_own_process_is_found_in_the_real_proc() -> None:
    table = ProcessTable("h", "b")
    assert proc_scan.scan(table, Path("/proc"), 1, host_pids=True) > 0
    own = table.get(os.getpid())
    assert own is not None and own.parent is table.get(os.getppid()) and "python" in (own.executable or "")
