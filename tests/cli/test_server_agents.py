from pathlib import Path

import pytest

from redshank.cli import main
from redshank.server.store.control import agents, audit
from redshank.server.store.control.database import open_control


@pytest.fixture
def command(tmp_path: Path, capsys):
    """The command on a data folder with one agent: exit status, output, error; and the agent."""
    (tmp_path / "redshank.toml").write_text("")

    def do(*words: str) -> tuple[int, str, str]:
        status = main.entry(["server", *words, "--data", str(tmp_path), "--config", str(tmp_path / "redshank.toml")])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    do("init")
    control = open_control(tmp_path / "server")
    with control.write() as connection:
        agent = agents.enrol(connection, agents.NewAgent(bytes(32), agents.Facts("web\x1b-01")), 10**18)
    control.close()
    return do, agent


def test_list_shows_every_agent_and_no_control_character(command) -> None:
    do, agent = command
    status, out, err = do("agent", "list")
    assert (status, err) == (0, "")
    assert out.startswith(f"{agent.agent_id}  web")
    assert "2001-09-09" in out
    assert "\x1b" not in out


def test_revoked_agent_is_shut_out_once_and_it_is_written_down(command, tmp_path: Path) -> None:
    do, agent = command
    assert do("agent", "revoke", agent.agent_id) == (0, "", "")
    assert "revoked 20" in do("agent", "list")[1]
    status, _, err = do("agent", "revoke", agent.agent_id)
    assert status == 2
    assert "revoked already" in err
    control = open_control(tmp_path / "server")
    with control.read() as connection:
        assert [entry.target for entry in audit.entries(connection) if entry.verb == "agent.revoke"] == [f"agent:{agent.agent_id}"]
    control.close()


def test_revoke_without_a_name_says_where_to_find_it(command) -> None:
    status, _, err = command[0]("agent", "revoke")
    assert status == 2
    assert "agent list" in err
