import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from redshank.cli import demo
from redshank.cli.help import Parser
from redshank.core.errors import ConfigError, HostError
from redshank.simulate.play import Wish
from redshank.simulate.report import Report
from tests.simulate.made import report


class Fake:
    """Server and agent that are only noted."""

    def __init__(self, data: Path, given: tuple[list[str], list[str]], say: object) -> None:
        self.bind, self.data, self.address, self.link = given[1][1], data, "http://localhost:1", "http://localhost:1/first-run?key=k"
        self.did: list[str] = []
        MADE.append(self)

    def start(self) -> None:
        assert self.data.is_dir()
        self.did.append("start")

    def look(self) -> None:
        self.did.append("look")
        raise KeyboardInterrupt

    def stop(self) -> None:
        assert self.data.is_dir()
        self.did.append("stop")


MADE: list[Fake] = []


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[Wish]:
    wishes: list[Wish] = []

    @contextmanager
    def group() -> Iterator[None]:
        yield

    def play(wish: Wish, _audience: object) -> Report:
        wishes.append(wish)
        return report()

    monkeypatch.setattr(demo, "Up", Fake)
    monkeypatch.setattr(demo, "_group", group)
    monkeypatch.setattr(demo, "lacking", lambda: "")
    monkeypatch.setattr(demo, "play", play)
    MADE.clear()
    return wishes


def run(*words: str) -> int:
    parser = Parser(prog="redshank demo")
    demo.add_arguments(parser)
    return demo.run(parser.parse_args(words))


def test_story_is_played_into_the_server_that_was_started_and_all_is_removed(
    played: list[Wish], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--bind", "127.0.0.1:9", "--lead", "5") == 0
    (up,) = MADE
    assert (up.bind, up.did) == ("127.0.0.1:9", ["start", "look", "stop"])
    assert [(wish.data, wish.bind, wish.lead_s) for wish in played] == [(up.data, "127.0.0.1:9", 5.0)]
    assert not up.data.exists()
    out = capsys.readouterr().out
    assert "first-run?key=k" in out and "a Severity 1 alert is there" in out and "Ctrl-C ends it" in out


def test_what_fails_ends_server_and_agent_too(played: list[Wish], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise HostError("no stage")

    monkeypatch.setattr(demo, "play", fail)
    with pytest.raises(HostError, match="no stage"):
        run("--bind", "127.0.0.1:9")
    assert MADE[0].did == ["start", "stop"] and not MADE[0].data.exists()


def test_what_is_missing_is_said_first(played: list[Wish], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="--lead -1"):
        run("--lead", "-1")
    monkeypatch.setattr(demo, "lacking", lambda: "sshd is missing")
    with pytest.raises(HostError, match="sshd is missing"):
        run()
    assert MADE == []


def test_port_that_is_taken_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        usual = f"127.0.0.1:{taken.getsockname()[1]}"
        monkeypatch.setattr(demo, "DEFAULT_BIND", usual)
        other = demo._free_bind()
        assert other != usual and other.startswith("127.0.0.1:")
    assert demo._free_bind() == usual


@pytest.mark.root
def test_everything_started_meanwhile_is_in_one_group_that_goes() -> None:
    def own() -> str:
        return next(line for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::"))

    before = own()
    with demo._group():
        assert f"redshank-simulation-{os.getpid()}-demo" in own()
    assert own() == before
