import json

import pytest
from bench.operations import OPERATIONS
from bench.reports import Log, count, settle

EXEC, _, WRITE, _, _ = OPERATIONS


def line(**fields):
    return json.dumps({key.replace("__", "."): value for key, value in fields.items()}, separators=(",", ":")).encode() + b"\n"


def exec_line(token, **more):
    return line(event__kind="event", event__action="process.exec", process__executable=f"/var/cache/x/t_{token}", **more)


def test_only_events_of_the_run_itself_are_counted():
    lines = [exec_line("aa"), exec_line("bb"), line(event__kind="event", event__action="process.exit", process__executable="/x/t_aa")]
    assert count(iter(lines), EXEC, "aa") == (1, 0)


def test_alert_about_an_event_is_no_event():
    alert = line(event__kind="alert", event__action="process.exec", process__executable="/x/t_aa")
    assert count(iter([alert, exec_line("aa")]), EXEC, "aa") == (1, 0)


def test_process_names_tell_runs_without_a_program_apart():
    lines = [line(event__kind="event", event__action="file.open", process__name=name) for name in ("w_aa", "w_aab", "cat")]
    assert count(iter(lines), WRITE, "aa") == (1, 0)


def test_losses_are_added_up():
    losses = [line(event__kind="event", event__action="agent.loss", redshank__loss__count=number) for number in ("3", "4")]
    assert count(iter(losses), EXEC, "aa") == (0, 7)


def test_what_was_held_back_counts_too_also_of_the_run_itself():
    held = line(event__kind="event", event__action="agent.throttled", process__name="w_aa", redshank__throttled__count="12")
    assert count(iter([held]), WRITE, "aa") == (0, 12)


def test_loss_without_a_number_adds_nothing():
    assert count(iter([line(event__kind="event", event__action="agent.loss")]), EXEC, "aa") == (0, 0)


def test_half_a_line_waits_for_its_end(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"old\n")
    log = Log(path)
    with path.open("ab") as file:
        file.write(b"one\ntw")
    assert list(log.fresh()) == [b"one\n"]
    with path.open("ab") as file:
        file.write(b"o\n")
    assert list(log.fresh()) == [b"two\n"]


@pytest.mark.parametrize("expected", [3, 2])
def test_settling_ends_when_all_are_there(expected):
    found = iter([(1, 0), (0, 2), (2, 0)])
    seen, lost, _ = settle(lambda: next(found), expected)
    assert (seen, lost) == (3, 2)
