from redshank.analysis.detect.proposal import propose
from redshank.analysis.detect.suppression import STABLE, Part
from redshank.events._generated.types import FileCreate, ProcessExec


def proposed(*events):
    return {one.part.field: one for one in propose(events)}


def test_only_stable_fields_are_proposed_in_their_order():
    event = ProcessExec(
            timestamp=1,
        process_executable="/opt/app/bin/thumb", process_pid=4711, process_entity_id="e-1", user_name="www-data",
        process_command_line="thumb --size large", process_parent_executable="/usr/sbin/nginx", event_id="x", session_id=9,
    )  # fmt: skip
    found = proposed(event)
    assert list(found) == ["process.executable", "process.parent.executable", "process.command_line", "user.name"]
    assert all(one.is_ticked for one in found.values())
    assert found["process.executable"].note == ""
    assert "strangers come in" in found["process.parent.executable"].note
    assert set(found) <= set(STABLE)


def test_fields_on_which_the_events_disagree_are_left_out():
    events = [ProcessExec(timestamp=1, process_executable="/opt/app", user_name=name) for name in ("a", "b")]
    assert list(proposed(*events)) == ["process.executable"]


def test_command_line_with_a_changing_piece_is_not_ticked():
    found = proposed(ProcessExec(timestamp=1, process_executable="/opt/app", process_command_line="app --job 20261124"))
    assert not found["process.command_line"].is_ticked
    assert found["process.executable"].is_ticked


def test_changing_piece_of_a_file_name_is_left_open():
    found = proposed(FileCreate(timestamp=1, process_executable="/opt/app", file_path="/srv/app/cache/job-84711.tmp"))
    assert found["file.path"].part == Part("file.path", "/srv/app/cache/job-*.tmp", is_pattern=True)


def test_pattern_too_wide_is_not_proposed():
    found = proposed(FileCreate(timestamp=1, process_executable="/opt/app", file_path="/84711.tmp"))
    assert found["file.path"].part == Part("file.path", "/84711.tmp")


def test_events_that_share_nothing_propose_nothing():
    assert propose([]) == ()
    assert propose([ProcessExec(timestamp=1, process_executable="/a"), ProcessExec(timestamp=1, process_executable="/b")]) == ()
