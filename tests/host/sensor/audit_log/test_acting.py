import pytest

from redshank.events._generated.types import NetListen
from redshank.host.sensor.audit_log.acting import describe, terminal
from redshank.host.sensor.audit_log.record import parse
from tests.host.sensor.audit_log.make import line


@pytest.mark.parametrize(
    ("text", "name"),
    [("pts0", "pts/0"), ("/dev/pts/3", "pts/3"), ("tty1", "tty1"), ("(none)", None), ("ssh", None), (None, None), ("ptsx", "ptsx")],
)
def test_terminal_has_one_spelling(text: str | None, name: str | None) -> None:
    assert terminal(text) == name


def test_what_is_not_set_is_absent_and_names_of_auditd_are_taken() -> None:
    record = parse(line("SYSCALL", 'pid=1 uid=0 auid=4294967295 ses=4294967295 comm=6E67 exe="/x"\x1dAUID="unset" UID="root"'))
    assert record is not None
    event = NetListen(timestamp=0)
    describe(event, record)
    assert (event.user_id, event.user_name, event.user_audit_id, event.session_id) == (0, "root", None, None)
    assert (event.process_thread_name, event.process_name, event.process_parent_pid) == ("ng", "x", None)
