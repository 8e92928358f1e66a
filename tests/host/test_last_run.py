import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from redshank.core.clock import FixedClock
from redshank.events import Event
from redshank.host.guardian import NOTES
from redshank.host.last_run import LastRun, forget_ends, read_last_run
from redshank.host.state_file import AgentState
from redshank.host.state_folder import make_state_folder

S = 1_000_000_000
NOW = FixedClock(wall=1_000_000 * S, boot=5_000 * S)
STATE = AgentState("a" * 26, "h-1", "http://localhost:1", "0.1", 1, 2, 0, 999_000 * S, 4_000 * S, "boot-1", "", 1.0, 1)


def told(state: AgentState | None, *ends: dict[str, Any], boot: str = "boot-1", folder: Path) -> list[Event]:
    with make_state_folder(folder / "agent") as place:
        place.write(NOTES, b"".join(json.dumps(end).encode() + b"\n" for end in ends))
        return read_last_run(place, state).events(NOW, boot)


def ended(what: str, seconds_ago: int, seen_ago: int = 0) -> dict[str, Any]:
    return {"what": what, "detail": "pid 7", "at_ns": (1_000_000 - seconds_ago) * S, "seen_ns": (1_000_000 - seen_ago) * S}


def facts(events: list[Any]) -> list[tuple[str, int | None]]:
    return [
        (one.tamper_what, one.tamper_blind_ns) if one.event_action == "agent.tamper" else (one.loss_reason, one.loss_blind_ns)
        for one in events
    ]


def test_first_start_and_start_after_a_clean_stop_tell_nothing(tmp_path: Path) -> None:
    assert told(None, folder=tmp_path) == []
    assert told(msgspec.structs.replace(STATE, ending="stopped"), folder=tmp_path) == []


def test_killed_worker_is_told_with_the_time_nothing_was_seen(tmp_path: Path) -> None:
    events = told(STATE, ended("killed", 3), folder=tmp_path)
    assert facts(events) == [("killed", 3 * S), ("restart", 3 * S)]
    assert events[0].tamper_detail == "pid 7" and events[1].loss_count is None  # type: ignore[attr-defined]  # of its type


def test_frozen_worker_was_blind_since_its_last_sign_of_life(tmp_path: Path) -> None:
    assert facts(told(STATE, ended("frozen", 1, seen_ago=40), folder=tmp_path)) == [("frozen", 40 * S), ("restart", 40 * S)]


def test_several_ends_are_told_each_and_the_gap_from_the_first(tmp_path: Path) -> None:
    loop = {"what": "crash_loop", "detail": "5 ends in 10 s", "at_ns": 1}
    events = told(STATE, ended("exited", 60), ended("exited", 20), loop, folder=tmp_path)
    assert facts(events) == [("exited", 60 * S), ("exited", 20 * S), ("crash_loop", None), ("restart", 60 * S)]


def test_both_killed_at_once_is_known_by_the_missing_word(tmp_path: Path) -> None:
    assert facts(told(STATE, folder=tmp_path)) == [("killed", 1_000 * S), ("restart", 1_000 * S)]


def test_reboot_without_a_stop_is_a_gap_by_the_wall_clock_and_nobody_s_act(tmp_path: Path) -> None:
    assert facts(told(STATE, boot="boot-2", folder=tmp_path)) == [("restart", 1_000 * S)]
    later = msgspec.structs.replace(STATE, now_ns=2_000_000 * S)
    assert facts(told(later, boot="boot-2", folder=tmp_path)) == [("restart", None)], "the clock was set back: nobody knows"


def test_killed_guardian_was_told_by_the_worker_itself(tmp_path: Path) -> None:
    assert facts(told(msgspec.structs.replace(STATE, ending="deserted"), folder=tmp_path)) == [("restart", 1_000 * S)]


@pytest.mark.parametrize("content", [b"", b"{\n", b"\xff\n[]\n{}\n", b'{"what": 1}\n', b"x" * 200_000])
def test_notes_that_cannot_be_read_are_none(content: bytes, tmp_path: Path) -> None:
    with make_state_folder(tmp_path / "agent") as folder:
        folder.write(NOTES, content)
        assert read_last_run(folder, None) == LastRun(None, [])
        forget_ends(folder)
        assert folder.read(NOTES) is None
