import json
from pathlib import Path

import msgspec
import pytest

from redshank.cli import main
from redshank.cli.agent.status import flat, lines
from redshank.host.state_file import AgentState, SourceState, UplinkState, write_state
from redshank.host.state_folder import agent_folder, make_state_folder

S = 1_000_000_000
STATE = AgentState(
    "a" * 26, "h-1", "http://localhost:8765", "0.1", 2**22 + 1, None, 0, 100 * S, 4, "boot", "", 0.5, 40 << 20,
    [SourceState("ebpf", "ok", "", {"events": 9, "lost_bulk": 0}), SourceState("journal", "off", "no \x1b[31mjournal", {})],
    {"bytes": 2048, "blocks": 2, "events": {"0": 1, "2": 4}, "dropped": {"3": 7}, "detail": "disk full"},
    UplinkState("degraded", "server away", 12, 9, 3, 5, 98 * S, {"corrupt": 2}),
    {"ring_full bulk": 3},
)  # fmt: skip


def test_text_shows_every_source_what_waits_and_what_was_lost() -> None:
    shown = "\n".join(lines(STATE, running=True, now=101 * S))
    assert "running since 1970-01-01T00:00:00.000000Z (pid 4194305), 0.5 % of a core, 40 MiB" in shown
    assert "ebpf      ok        events 9\n" in shown and "journal   off       no \\x1b[31mjournal" in shown
    assert "spool     5 events wait in 2 blocks, 2 KiB, 7 dropped; disk full" in shown
    assert "server    degraded  server away; last ack 3 s ago" in shown
    assert "sent      12 events in 5 requests, 9 acknowledged, 3 retries, refused: corrupt 2" in shown
    assert "lost      ring_full bulk 3" in shown and "\x1b" not in shown


def test_colours_only_where_they_are_asked_for() -> None:
    assert any("\x1b[32mok" in line for line in lines(STATE, running=True, now=101 * S, coloured=True))


@pytest.mark.parametrize(
    ("ending", "word"), [("stopped", "it was stopped"), ("deserted", "its guardian was killed"), ("", "it ended without a word")]
)
def test_how_it_ended_is_told(ending: str, word: str) -> None:
    ended = msgspec.structs.replace(STATE, ending=ending)
    assert f"not running: {word} at 1970-01-01T00:01:40.000000Z" in "\n".join(lines(ended, running=False, now=101 * S))


def test_old_word_of_a_running_agent_is_said_to_be_old() -> None:
    assert "its last word is 300 s old" in "\n".join(lines(STATE, running=True, now=400 * S))


def test_object_for_programs_has_sources_cost_and_losses() -> None:
    found = flat(STATE, running=True, now=101 * S)
    assert (found["running"], found["age_s"], found["cpu_percent"], found["memory_bytes"]) == (True, 1.0, 0.5, 40 << 20)
    assert found["sources"][0]["counters"] == {"events": 9, "lost_bulk": 0} and found["losses"] == {"ring_full bulk": 3}
    assert found["started"] == "1970-01-01T00:00:00.000000Z" and flat(None, running=False, now=0) == {"running": False}


def test_exit_status_says_whether_it_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "redshank.toml").write_text("")
    words = ["agent", "status", "--format", "json", "--data", str(tmp_path), "--config", str(tmp_path / "redshank.toml")]
    with make_state_folder(agent_folder(tmp_path)) as folder:
        assert main.entry(words) == 1 and json.loads(capsys.readouterr().out) == {"running": False}
        write_state(folder, STATE)
        assert main.entry(words) == 1
        assert folder.lock()
        capsys.readouterr()
        assert main.entry(words) == 0 and json.loads(capsys.readouterr().out)["running"] is True
