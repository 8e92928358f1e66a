import argparse
import os
import sys
from pathlib import Path

import pytest

from redshank.cli.agent import guarding
from redshank.core.errors import ConfigError, HostError
from redshank.host.agent_settings import AgentSettings
from redshank.host.state_folder import agent_folder, make_state_folder


def arguments(tmp_path: Path, tell_fd: int | None = None) -> argparse.Namespace:
    return argparse.Namespace(config=tmp_path / "redshank.toml", tell_fd=tell_fd, no_pin=False)


def test_guardian_is_told_the_folder_and_how_to_start_the_worker(tmp_path: Path) -> None:
    command = guarding.command_line(arguments(tmp_path, 7), AgentSettings(data=tmp_path))
    assert command[:3] == [sys.executable, "-I", "-S"] and command[3].endswith("guardian.py")
    assert command[4] == str(tmp_path / "agent")
    assert command[5:12] == [sys.executable, "-I", "-m", "redshank", "agent", "run", "--no-guardian"]
    assert command[12:] == ["--data", str(tmp_path), "--config", str(tmp_path / "redshank.toml"), "--tell-fd", "7"]


def test_this_process_becomes_the_guardian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda program, words: became.append([program, *words]))
    make_state_folder(agent_folder(tmp_path)).close()
    read, write = os.pipe()
    guarding.run(arguments(tmp_path, write), AgentSettings(data=tmp_path))
    assert became[0][0] == sys.executable and os.get_inheritable(write)
    os.close(read)
    os.close(write)


def test_what_is_missing_is_said_before(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="no agent was enrolled here"):
        guarding.run(arguments(tmp_path), AgentSettings(data=tmp_path))
    make_state_folder(agent_folder(tmp_path)).close()
    with pytest.raises(ConfigError, match="--tell-fd 987"):
        guarding.run(arguments(tmp_path, 987), AgentSettings(data=tmp_path))
