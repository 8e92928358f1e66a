import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from redshank.cli import simulate
from redshank.cli.help import Parser
from redshank.core.errors import ConfigError, HostError
from redshank.simulate.billgates import BILLGATES
from redshank.simulate.play import Wish
from redshank.simulate.report import Report
from tests.simulate.made import kept, report


def run(*words: str) -> int:
    parser = Parser(prog="redshank simulate")
    simulate.add_arguments(parser)
    return simulate.run(parser.parse_args(words))


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[Wish]:
    """What was asked to be played; each performance is the same short one."""
    wishes: list[Wish] = []

    def play(wish: Wish, _audience: object) -> Report:
        wishes.append(wish)
        return report(kept(1, "session.login", 1, -60, 1.4))

    monkeypatch.setattr(simulate, "play", play)
    return wishes


def test_story_lead_and_server_are_handed_on(played: list[Wish]) -> None:
    assert run("billgates", "--lead", "5", "--data", "/srv/data", "--bind", "127.0.0.1:9") == 0
    assert run("billgates") == 0
    assert played == [Wish(BILLGATES, 5.0, Path("/srv/data"), "127.0.0.1:9"), Wish(BILLGATES, 60.0, Path("/var/lib/redshank"))]


def test_json_is_one_object_and_nothing_else(played: list[Wish], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("billgates", "--format", "json") == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1 and json.loads(out)["first_severity_1_s"] == 1.4


def test_text_ends_with_the_stopwatch(played: list[Wish], capsys: pytest.CaptureFixture[str]) -> None:
    run("billgates")
    assert "a Severity 1 alert is there" in capsys.readouterr().out


def test_something_left_behind_is_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulate, "play", lambda *_: report(left=("process 7",)))
    assert run("billgates") == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "which story"),
        (("billgate",), "no story 'billgate'"),
        (("billgates", "--lead", "-1"), "--lead -1"),
        (("billgates", "--lead", "nan"), "lead"),
        (("billgates", "--bind", "localhost"), "--bind localhost"),
    ],
)
def test_wrong_words_are_told_before_anything_is_played(words: tuple[str, ...], message: str, played: list[Wish]) -> None:
    with pytest.raises(ConfigError, match=message):
        run(*words)
    assert played == []


def test_clean_says_what_it_removed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    @contextmanager
    def groups() -> Iterator[int]:
        yield 0

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(simulate, "open_groups", groups)
    for removed, said in ((["redshank-simulation-1"], "removed redshank-simulation-1"), ([], "nothing is left")):
        monkeypatch.setattr(simulate, "clear", lambda _, found=removed: found)
        assert run("--clean") == 0
        assert said in capsys.readouterr().err
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(HostError, match="needs root"):
        run("--clean")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_it_once_and_does_not_cut_the_putting_away_short(number: int) -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    put_away = False
    with pytest.raises(KeyboardInterrupt), simulate.ended_by_signals():
        try:
            os.kill(os.getpid(), number)
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGTERM)
            put_away = True
    assert put_away
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_silent_audience_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    one: Any = simulate.Silent()
    one.opened(None)
    one.waits(0)
    one.did(None, 0)
    one.installed(0)
    one.kept(None, 0)
    assert capsys.readouterr() == ("", "")
