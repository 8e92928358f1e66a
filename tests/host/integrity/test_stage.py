from pathlib import Path

from redshank.events._generated.types import AgentLoss, FileCreate, FileDelete, FileModify, NetListen
from tests.host.integrity.host import integrity, rounds, until


def host(root: Path) -> Path:
    (root / "etc").mkdir()
    (root / "etc/hosts").write_text("one\n")
    return root


def create(path: str) -> FileCreate:
    return FileCreate(timestamp=1, source="fanotify", file_path=path, file_name="x", file_type="file")


def test_other_events_pass_at_once_and_files_after_their_look(tmp_path: Path) -> None:
    with integrity(host(tmp_path)) as stage:
        listen, made = NetListen(timestamp=1), create("/etc/hosts")
        told = until(stage, lambda told: len(told) == 2, [made, listen])
        assert told == [listen, made] and made.file_hash_sha256 and made.file_profile == "config"
        assert stage.health().state == "ok"


def test_container_s_file_is_not_looked_for_on_the_host(tmp_path: Path) -> None:
    with integrity(host(tmp_path)) as stage:
        made = create("/etc/hosts")
        made.source = "ebpf"
        assert stage.take([made]) == [made] and made.file_hash_sha256 is None and made.file_profile == "config"


def test_restart_tells_what_changed_meanwhile(tmp_path: Path) -> None:
    root = host(tmp_path)
    (root / "etc/gone").write_text("x")
    with integrity(root, tmp_path / "baseline.db") as stage:
        rounds(stage, 1)
    (root / "etc/hosts").write_text("two\n")
    (root / "etc/gone").unlink()
    with integrity(root, tmp_path / "baseline.db") as stage:
        told = until(stage, lambda told: len(told) == 2)
    modified, deleted = told
    assert isinstance(modified, FileModify) and isinstance(deleted, FileDelete)
    assert modified.swept and modified.source == "sweep" and modified.file_hash_before != modified.file_hash_sha256
    assert modified.timestamp == (root / "etc/hosts").stat().st_mtime_ns and deleted.file_path == "/etc/gone" and deleted.swept
    assert modified.file_diff == "@@ -1 +1 @@\n-one\n+two"


def test_lost_records_lead_to_a_comparison(tmp_path: Path) -> None:
    root = host(tmp_path)
    with integrity(root) as stage:
        rounds(stage, 1)
        (root / "etc/hosts").write_text("two\n")
        loss = AgentLoss(timestamp=1, loss_reason="queue_overflow")
        told = until(stage, lambda told: len(told) == 2, [loss])
        assert told[0] is loss and isinstance(told[1], FileModify) and not told[1].swept and told[1].process_scope_pid is None


def test_without_hashes_files_are_compared_by_what_they_are(tmp_path: Path) -> None:
    with integrity(host(tmp_path), hashes=False, packages=False) as stage:
        made = create("/etc/hosts")
        assert rounds(stage, 1) == [] and stage.health().counters["files"] == 1
        until(stage, lambda told: told == [made], [made])
        assert made.file_hash_sha256 is None and made.file_size == 4


def test_the_end_may_come_twice_and_gives_back_what_is_held(tmp_path: Path) -> None:
    with integrity(host(tmp_path)) as stage:
        made = create("/etc/hosts")
        held = stage.take([made])
        assert held + stage.flush() == [made]
        stage.close()
