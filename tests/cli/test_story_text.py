import io
from pathlib import Path

from redshank.cli.output import Output
from redshank.cli.story_text import LiveStory, account, clock
from redshank.cli.terminal import Look
from redshank.simulate.destination import Destination, Ready
from redshank.simulate.report import Report
from tests.simulate.made import LOGIN, SHELL, kept, report

SEEN = (kept(1, "session.login", 1, -60, 1.4), kept(2, "process.exec", 2, 1.05, 1.25))


def told(made: Report, look: Look | None = None) -> list[str]:
    stream = io.StringIO()
    account(made, Output(stream, "text", lambda: look or Look()))
    return stream.getvalue().splitlines()


def live() -> tuple[LiveStory, io.StringIO]:
    stream = io.StringIO()
    return LiveStory(Output(stream)), stream


def test_clock_has_its_sign() -> None:
    assert [clock(seconds) for seconds in (-65, 0.04, 8)] == ["  -65.0 s", "   +0.0 s", "   +8.0 s"]


def test_live_lines_say_who_did_what_and_what_was_seen() -> None:
    story, stream = live()
    story.did(LOGIN, -60)
    story.installed(1.3)
    story.kept(SEEN[0], 1.4)
    lines = stream.getvalue().splitlines()
    assert lines[0].split() == ["-60.0", "s", "198.51.100.23", "login"]
    assert "it watches after 1.3 s" in lines[1]
    assert lines[2].split() == ["+1.4", "s", "A-1", "Severity", "1", "title", "1"]


def test_clock_goes_on_where_it_can_be_written_over() -> None:
    story, stream = live()
    story.waits(-12)
    assert stream.getvalue() == ""
    LiveStory(Output(stream, "text", lambda: Look(80, styled=True))).waits(-12)
    assert stream.getvalue() == "  -12.0 s\r"


def test_title_of_an_alert_cannot_act_on_the_terminal() -> None:
    story, stream = live()
    story.kept(kept(1, "process.exec", 1, 1, 1, **{"alert.title": "\x1b]0;owned\x07\n\u202e"}), 1)
    assert stream.getvalue().rstrip("\n").isprintable()


def test_where_to_look_is_said_with_the_link_only_where_there_is_one(tmp_path: Path) -> None:
    for link, thrown_away, words in (
        (None, False, "the server that runs here"),
        ("http://localhost:1/first-run?key=k", True, "of its own"),
    ):
        story, stream = live()
        story.opened(Destination(Ready("http://localhost:1", link), None, tmp_path, thrown_away))  # type: ignore[arg-type]  # no store is asked
        assert words in stream.getvalue()
        assert ("first-run" in stream.getvalue()) is (link is not None)


def test_account_shows_each_stage_beside_the_published_case() -> None:
    lines = told(report(*SEEN))
    rows = [line.split()[-4:] for line in lines if line.endswith("0 s") and "people" not in line]
    assert rows == [["1.4", "s", "20", "s"], ["1.2", "s", "30", "s"], ["family", "-", "60", "s"]]


def test_account_says_by_which_alert_each_act_was_seen() -> None:
    lines = told(report(SEEN[0]))
    assert any("login" in line and "seen at +1.4 s  A-1" in line for line in lines)
    assert any("shell" in line and "not seen" in line for line in lines)
    assert any("every later act" in line and " - " in line for line in lines), "not all were seen"


def test_account_ends_with_what_was_left_behind() -> None:
    assert told(report())[-1].startswith("nothing was left behind")
    assert told(report(left=("process 7 in net:[1]",)))[-1] == "left behind: process 7 in net:[1]"
    assert told(report(left=None))[-1] == "left behind: it was not looked for"


def test_account_fits_a_terminal() -> None:
    assert all(len(line) <= 60 for line in told(report(*SEEN), Look(columns=60)))
    assert SHELL.at > 0
