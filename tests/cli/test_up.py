"""`redshank up` with parts that only say what the real ones say; the real ones are in tests/acceptance/test_up.py."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from redshank.cli import up as up_module
from redshank.cli.help import Parser
from redshank.cli.up import Up
from redshank.core.errors import HostError

SAYS = "import json,os,sys,time; os.write(int(sys.argv[-1]), json.dumps({message!r}).encode() + b'\\n'); time.sleep({s})"
READY: dict[str, Any] = {"kind": "ready", "address": "http://localhost:1", "link": "http://localhost:1/first-run?key=k", "token": "t"}


def saying(message: dict[str, Any], seconds: float = 60) -> tuple[str, ...]:
    return (sys.executable, "-c", SAYS.format(message=json.loads(json.dumps(message)), s=seconds))


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def up(tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    enrolled: list[dict[str, Any]] = []
    monkeypatch.setattr(up_module, "enrol_here", lambda _data, hello: enrolled.append(hello))
    one = Up(tmp_path / "data", ([], []), said.append)
    one._server.program = saying(READY)
    one._agent.program = saying({"kind": "watching", "detail": ""})
    yield one, enrolled
    one.stop()


def until(condition: Any) -> bool:
    end = time.monotonic() + 20
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(condition())


def test_server_comes_first_then_the_agent_is_let_in_and_watches(up: Any, said: list[str]) -> None:
    one, enrolled = up
    one.start()
    assert (one.address, one.link) == (READY["address"], READY["link"])
    assert enrolled == [READY]
    assert until(lambda: any("agent watches this host" in line for line in said))
    assert [line.split("s  ")[1] for line in said][:2] == ["start", "server and console ready"]


def test_host_that_is_enrolled_asks_for_no_token(up: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one, enrolled = up
    monkeypatch.setattr(up_module, "enrolled_at", lambda _data: READY["address"])
    one._server.program = (sys.executable, "-c", "import sys; assert '--first-token' not in sys.argv;" + saying(READY)[2])
    one.start()
    assert enrolled == []


def test_agent_that_reports_elsewhere_is_said(up: Any, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    one, enrolled = up
    monkeypatch.setattr(up_module, "enrolled_at", lambda _data: "https://other.example:8765")
    one.start()
    assert enrolled == []
    assert any("reports to https://other.example:8765, not to http://localhost:1" in line for line in said)


def test_configuration_says_where_unless_a_flag_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Up] = []

    def start(self: Up) -> None:
        made.append(self)
        self.stopping.set()

    monkeypatch.setattr(Up, "start", start)
    (tmp_path / "redshank.toml").write_text(f'[agent]\ndata = "{tmp_path}/set"\n')
    for words in ([], ["--data", str(tmp_path / "flag"), "--bind", "127.0.0.1:9"]):
        parser = Parser(prog="redshank up")
        up_module.add_arguments(parser)
        assert up_module.run(parser.parse_args([*words, "--config", str(tmp_path / "redshank.toml")])) == 0
    assert [one.data for one in made] == [tmp_path / "set", tmp_path / "flag"]
    assert [one._server.words[2:4] == ["--bind", "127.0.0.1:9"] for one in made] == [False, True]


def test_marks_are_said_with_a_harmless_title(up: Any, said: list[str]) -> None:
    one, _ = up
    one._server.program = saying({"kind": "mark", "what": "first_alert", "at_ns": 0, "title": "\x1b[31mx"}, 0)
    one._server.start()
    assert until(lambda: said)
    assert "first alert" in said[0]
    assert "\x1b" not in said[0]


def test_server_that_does_not_start_is_one_clear_error(up: Any) -> None:
    one, _ = up
    one._server.program = (sys.executable, "-c", "raise SystemExit(2)")
    with pytest.raises(HostError, match=r"the server did not start \(exit 2\)"):
        one.start()


def test_part_that_ends_by_itself_is_said_and_started_again(up: Any, said: list[str]) -> None:
    one, _ = up
    one._agent.program = (sys.executable, "-c", "raise SystemExit(3)")
    one._agent.start()
    assert until(lambda: one._agent.ended() is not None)
    one.look()
    assert one._agent.starts == 2
    assert said == ["redshank: the agent ended by itself (exit 3); it is started again in 0 s"]


def test_stop_before_the_server_is_ready_starts_no_agent(up: Any) -> None:
    one, enrolled = up
    one._server.program = (sys.executable, "-c", "import time; time.sleep(60)")
    one.stopping.set()
    one.start()
    assert enrolled == []
    assert one._agent.process is None
