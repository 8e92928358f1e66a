from redshank.analysis.incidents.facts import FIELDS, MAX_VALUE, facts_of
from redshank.events._generated.types import KEYS
from tests.analysis.incidents.make import event


def test_set_fields_are_told_by_their_names_and_cut() -> None:
    one = event(
        "host.state", file_path="/tmp/x", file_target_path="/dev/null", package_state="unpackaged", sweep_traits=["log", "to_nothing"],
        process_command_line="x" * 999,
    )  # fmt: skip
    assert facts_of(one) == (
        ("event.action", "host.state"), ("file.path", "/tmp/x"), ("file.target_path", "/dev/null"),
        ("redshank.package.state", "unpackaged"),
        ("process.command_line", "x" * MAX_VALUE), ("redshank.sweep.traits", "log"),
        ("redshank.sweep.traits", "to_nothing"),
    )  # fmt: skip


def test_fields_are_those_of_the_event_table() -> None:
    assert [name for name in FIELDS if name not in KEYS and name != "destination_domain"] == []
