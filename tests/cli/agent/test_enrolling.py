import io
import sys
from pathlib import Path

import pytest

from redshank.cli import main
from redshank.host.identity import read_identity
from redshank.host.state_folder import agent_folder, open_state_folder
from tests.host.fake_server import TOKEN, fake_server


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    (tmp_path / "redshank.toml").write_text("")
    return ["agent", "enrol", "--data", str(tmp_path / "data"), "--config", str(tmp_path / "redshank.toml")]


def test_host_is_enrolled_with_a_token_from_standard_input(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(TOKEN + "\n"))
    with fake_server() as server:
        assert main.entry([*words, "--server", server.url, "--token-file", "-"]) == 0
    with open_state_folder(agent_folder(tmp_path / "data")) as folder:
        identity = read_identity(folder)
    assert identity is not None
    assert capsys.readouterr().out == f"enrolled as agent {identity.agent_id} at {identity.server}; 'redshank agent run' starts it\n"


def test_server_of_the_settings_is_the_default(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "token").write_text(TOKEN)
    with fake_server() as server:
        (tmp_path / "redshank.toml").write_text(f'[agent]\nserver = "{server.url}"\n')
        assert main.entry([*words, "--token-file", str(tmp_path / "token")]) == 0
        assert server.agents


def test_what_is_wrong_is_one_sentence(tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "token").write_text(TOKEN)
    token = ["--token-file", str(tmp_path / "token")]
    for more, sentence in (
        (token, "give the server's address"),
        ([*token, "--server", "http://192.0.2.1:8765"], "unencrypted"),
        ([*token, "--server", "https://192.0.2.1:8765"], "needs the server's pin"),
        ([*token, "--server", "http://localhost:1"], "refused"),
        (["--server", "http://localhost:1", "--token-file", str(tmp_path / "missing")], "No such file"),
    ):
        assert main.entry([*words, *more]) == 2
        shown = capsys.readouterr().err
        assert sentence in shown and shown.count("\n") == 1
