import argparse
import os
from pathlib import Path

import pytest

from redshank.cli.agent import working
from redshank.core.errors import ConfigError
from redshank.host.agent import Plan
from redshank.host.agent_settings import AgentSettings
from redshank.host.guardian import BEAT_VARIABLE
from redshank.host.state_folder import StateFolder, agent_folder, make_state_folder


def test_worker_gets_the_settings_and_the_pipe_of_its_guardian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "redshank.toml").write_text('[sensor]\nsyscalls = "off"\n[spool]\ncommit_ms = 50\n[server]\nbind = "x"\n')
    make_state_folder(agent_folder(tmp_path)).close()
    seen: list[tuple[Plan, Path]] = []

    def note(plan: Plan, folder: StateFolder, *_: object) -> int:
        seen.append((plan, folder.path))
        return 0

    monkeypatch.setattr(working, "run_worker", note)
    read, write = os.pipe()
    monkeypatch.setenv(BEAT_VARIABLE, str(write))
    given = argparse.Namespace(config=tmp_path / "redshank.toml", tell_fd=None)
    assert working.run(given, AgentSettings(data=tmp_path)) == 0
    plan, folder = seen[0]
    assert (plan.sensor.syscalls, plan.spool.commit_ms, folder) == ("off", 50, tmp_path / "agent")
    plan.life.beat()
    assert os.read(read, 10) == b"."
    os.close(read)
    os.close(write)


def test_whoever_started_it_is_told_and_may_be_gone() -> None:
    read, write = os.pipe()
    tell = working.teller(write)
    tell({"kind": "watching"})
    assert os.read(read, 100) == b'{"kind": "watching"}\n' and not os.get_inheritable(write)
    os.close(read)
    tell({"kind": "watching"})
    os.close(write)
    working.teller(None)({})
    with pytest.raises(ConfigError, match="no such descriptor"):
        working.teller(write)


def test_line_for_people_holds_nothing_a_terminal_acts_on(capsys: pytest.CaptureFixture[str]) -> None:
    working.say("journal off: \x1b[31m\n")
    assert capsys.readouterr().err == "redshank: journal off: \\x1b[31m\\n\n"
