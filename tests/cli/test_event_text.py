from datetime import date

import pytest

from redshank.cli.event_text import chain, moment, who
from redshank.events.values import nanoseconds
from tests.cli.make import TIME
from tests.generated import build


def ancestors(*executables: str) -> list[dict[str, object]]:
    return [{"pid": 900 - index if index < len(executables) - 1 else 1, "executable": path} for index, path in enumerate(executables)]


def test_chain_goes_from_the_oldest_ancestor_to_the_process() -> None:
    event = build.process_exec(
        process_name="insmod", process_pid=77, process_ancestors=ancestors("/usr/bin/bash", "/usr/sbin/sshd", "/usr/lib/systemd/systemd")
    )
    assert chain(event) == "sshd \u203a bash \u203a insmod (77)"


def test_program_that_ran_itself_is_named_once() -> None:
    event = build.process_exec(
        process_name="bash", process_pid=7, process_ancestors=ancestors("/bin/bash", "/usr/sbin/sshd", "/usr/sbin/sshd", "/sbin/init")
    )
    assert chain(event) == "sshd \u203a bash (7)"


def test_long_chain_keeps_the_nearest() -> None:
    listed = ancestors(*(f"/bin/p{n}" for n in range(9)), "/sbin/init")
    event = build.process_exec(process_name="x", process_pid=7, process_ancestors=listed)
    assert chain(event) == "\u2026 \u203a p4 \u203a p3 \u203a p2 \u203a p1 \u203a p0 \u203a x (7)"


def test_parent_stands_in_where_ancestors_are_unknown() -> None:
    event = build.process_exec(process_name="sh", process_pid=7, process_parent_pid=5, process_parent_name="apache2")
    assert chain(event) == "apache2 \u203a sh (7)"


def test_child_of_init_stands_alone() -> None:
    assert chain(build.process_exec(process_ancestors=[{"pid": 1, "executable": "/sbin/init"}])) == "bash (4242)"


def test_unknown_process_has_no_chain() -> None:
    event = build.log_line(
        process_pid=None, process_name=None, process_executable=None, process_thread_name=None, process_parent_name=None,
        process_parent_executable=None,
    )  # fmt: skip
    assert chain(event) == ""


def test_recorded_ancestors_of_any_shape_do_no_harm() -> None:
    event = build.process_exec(process_ancestors=[{"pid": "x"}, {"executable": 5}, {"executable": "/bin/\x1b[31mred"}, "no dict"])
    assert chain(event) == "\\x1b[31mred \u203a bash (4242)"


def test_time_is_local_with_milliseconds_and_a_date_only_on_other_days(monkeypatch: pytest.MonkeyPatch) -> None:
    ns = nanoseconds("2026-11-24T12:24:11.123456Z")
    assert moment(ns, date(2026, 11, 24))[-7:] == ":11.123"
    assert len(moment(ns, date(2026, 11, 24))) == 12
    assert moment(ns, date(2026, 12, 1)).startswith("2026-11-24 ")


def test_time_beyond_all_calendars_is_still_a_line() -> None:
    assert moment(TIME, date(1, 1, 1)).startswith("2025-11-24 ")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"user_id": 0, "user_name": "root", "user_effective_id": 0, "user_effective_name": "root"}, "root"),
        ({"user_id": 33, "user_name": None, "user_effective_id": None, "user_effective_name": None}, "uid 33"),
        ({"user_id": 1000, "user_name": "eve", "user_effective_id": 0, "user_effective_name": "root"}, "eve as root"),
        ({"user_audit_id": 1000, "user_audit_name": "eve"}, "root (login eve)"),
        ({"user_audit_id": 0, "user_audit_name": "root"}, "root"),
        ({"user_id": None, "user_name": None, "user_effective_id": None, "user_effective_name": None}, ""),
    ],
)
def test_user_is_named_with_the_one_who_logged_in(fields: dict[str, object], words: str) -> None:
    assert who(build.process_exec(**fields)) == words
