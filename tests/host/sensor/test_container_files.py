from redshank.host.sensor.container_files import CREATED, NAMED, created_by, modified_by
from tests.generated import build


def test_open_that_made_a_containers_file_is_a_create_by_the_same_process() -> None:
    opened = build.file_open(file_watch_bits=1 | NAMED | CREATED, file_path="/etc/cron.d/x", file_name="x", process_name="sh", file_inode=7)
    created = created_by(opened)
    assert created is not None and created.event_action == "file.create"
    assert (created.file_path, created.file_inode, created.process_name, created.file_watch) == ("/etc/cron.d/x", 7, "sh", "tree")
    assert created.timestamp == opened.timestamp


def test_open_of_what_was_there_and_opens_that_fanotify_tells_make_nothing() -> None:
    for bits in (0, 1, 1 | NAMED, 1 | CREATED):
        assert created_by(build.file_open(file_watch_bits=bits)) is None
    assert created_by(build.process_exec()) is None


def test_open_that_empties_a_containers_file_or_writes_to_its_end_is_a_change() -> None:
    emptied = modified_by(build.file_open(file_watch_bits=1 | NAMED, file_flags=0o1001, file_path="/etc/x", file_name="x"))
    assert emptied is not None and (emptied.event_action, emptied.file_path, emptied.file_size) == ("file.modify", "/etc/x", 0)
    appended = modified_by(build.file_open(file_watch_bits=1 | NAMED, file_flags=0o2001, file_path="/etc/x"))
    assert appended is not None and appended.file_size is None


def test_open_for_a_lock_or_for_reading_and_what_fanotify_tells_change_nothing() -> None:
    for bits, flags in ((1 | NAMED, 0o1), (2 | NAMED, 0o0), (2 | NAMED, 0o2000), (1, 0o1001), (1 | NAMED | CREATED, 0o1001)):
        assert modified_by(build.file_open(file_watch_bits=bits, file_flags=flags)) is None
