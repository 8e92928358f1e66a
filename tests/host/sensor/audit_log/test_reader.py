from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redshank.core.errors import HostError
from redshank.host.sensor.audit_log.reader import Counters, events_of_lines, read_audit_log
from tests.host.sensor.golden import DATA, check

AUDIT = DATA / "audit"


def adds_up(counters: Counters) -> bool:
    lines = counters.lines == counters.records + counters.corrupt + counters.blank
    return lines and counters.audit_events == counters.used + counters.unused


@pytest.mark.parametrize("name", ["raw", "enriched", "edge", "live"])
def test_captured_log_gives_the_expected_events(name: str) -> None:
    counters = Counters()
    check(read_audit_log(AUDIT / f"{name}.log", counters), AUDIT / f"{name}.events.jsonl")
    assert adds_up(counters)
    assert (counters.corrupt, counters.late, counters.blank) == ((1, 1, 1) if name == "edge" else (0, 0, 0))


def test_both_forms_of_one_scene_give_the_same_kinds_of_events() -> None:
    raw, enriched = (
        [event.event_action for event in read_audit_log(AUDIT / f"{name}.log", Counters())] for name in ("raw", "enriched")
    )
    assert sorted(raw) == sorted(enriched)


def test_last_line_without_its_end_is_read(tmp_path: Path) -> None:
    log = tmp_path / "audit.log"
    log.write_bytes((AUDIT / "raw.log").read_bytes().rstrip(b"\n"))
    whole, cut = Counters(), Counters()
    assert len(list(read_audit_log(AUDIT / "raw.log", whole))) == len(list(read_audit_log(log, cut)))
    assert whole == cut


def test_log_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(HostError, match=r"nothing\.log cannot be read: No such file or directory"):
        list(read_audit_log(tmp_path / "nothing.log", Counters()))


LINES = st.sampled_from((AUDIT / "edge.log").read_bytes().splitlines() + (AUDIT / "raw.log").read_bytes().splitlines()[:80])


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    line = draw(LINES)
    place, size = draw(st.integers(0, len(line))), draw(st.integers(0, 20))
    return line[:place] + draw(st.binary(max_size=8)).replace(b"\n", b"") + line[place + size :]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.one_of(LINES, damaged(), st.binary(max_size=80)), max_size=30))
def test_whatever_the_log_holds_it_is_counted(lines: list[bytes]) -> None:
    counters = Counters()
    events = list(events_of_lines(iter(lines), counters))
    assert counters.lines == len(lines)
    assert adds_up(counters)
    assert counters.events == len(events)
