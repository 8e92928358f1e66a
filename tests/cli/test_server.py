import json
import re
from pathlib import Path

import pytest

from redshank.cli import main
from redshank.server.store.control import audit, tokens, users
from redshank.server.store.control.database import open_control

REFERENCE = Path(__file__).parents[2] / "docs/reference/cli.md"


@pytest.fixture
def server(tmp_path, capsys):
    """The command on a data folder of its own: exit status, output, error."""
    (tmp_path / "redshank.toml").write_text("")

    def do(*words, data=tmp_path):
        status = main.entry(["server", *words, "--data", str(data), "--config", str(tmp_path / "redshank.toml")])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return do


def kept(folder, ask):
    control = open_control(folder / "server")
    try:
        with control.read() as connection:
            return ask(connection)
    finally:
        control.close()


def test_init_makes_folder_and_keys_and_prints_the_first_owners_link(server, tmp_path):
    status, out, err = server("init", "--address", "https://watch.example.org:8765")
    assert (status, err) == (0, "")
    assert re.fullmatch(r"https://watch\.example\.org:8765/first-run\?key=[\w-]{43}\n", out)
    assert (tmp_path / "server").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "server/keys/server.key").stat().st_mode & 0o777 == 0o600


def test_token_is_printed_once_and_only_its_hash_is_kept(server, tmp_path):
    server("init")
    status, out, _ = server("token", "--uses", "3", "--ttl", "2h", "--simulated")
    assert status == 0
    assert re.fullmatch(r"rsenr_[\w-]{43}\n", out)
    (record,) = kept(tmp_path, tokens.all_tokens)
    assert (record.max_uses, record.simulated, record.expires_at - record.created_at) == (3, True, 7200 * 10**9)
    assert out.strip().encode() not in b"".join(file.read_bytes() for file in (tmp_path / "server").iterdir() if file.is_file())
    assert [entry.verb for entry in kept(tmp_path, audit.entries)][:1] == ["token.create"]


def test_token_for_programs_is_an_object(server):
    server("init")
    made = json.loads(server("token", "--format", "json")[1])
    assert made["token"].startswith("rsenr_")
    assert made["uses"] == 1
    assert made["expires"].endswith("Z")


@pytest.mark.parametrize("wrong", [("--uses", "0"), ("--ttl", "0s"), ("--ttl", "400d"), ("--ttl", "soon")])
def test_token_out_of_bounds_is_one_line(server, wrong):
    server("init")
    status, out, err = server("token", *wrong)
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_user_is_added_listed_and_given_a_link(server, tmp_path):
    server("init")
    status, out, _ = server("user", "add", "anna", "--role", "admin")
    assert status == 0
    assert "/first-run?key=" in out
    assert server("user", "list")[1].split() == ["anna", "admin", "no", "password", "yet"]
    assert "/first-run?key=" in server("user", "link", "anna")[1]
    assert kept(tmp_path, lambda c: users.get(c, "anna")).role == "admin"


@pytest.mark.parametrize("words", [("user", "add"), ("user", "link", "nobody"), ("user", "add", "a\x1b[31mb")])
def test_user_that_cannot_be_is_one_line(server, words):
    server("init")
    status, out, err = server(*words)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "\x1b" not in err


def test_folder_without_a_server_is_said(server, tmp_path):
    status, _, err = server("token", data=tmp_path / "nothing")
    assert status == 2
    assert "redshank server init" in err
    assert not (tmp_path / "nothing").exists()


def test_address_that_is_none_is_one_line(server):
    status, _, err = server("run", "--bind", "watch.example.org:80")
    assert (status, err.count("\n")) == (2, 1)
    assert "is no address" in err


def test_wrong_setting_names_the_nearest(tmp_path, capsys):
    (tmp_path / "redshank.toml").write_text("[server]\nbnid = '127.0.0.1:1'\n")
    assert main.entry(["server", "run", "--config", str(tmp_path / "redshank.toml")]) == 2
    assert "did you mean 'bind'?" in capsys.readouterr().err


@pytest.mark.parametrize("action", ["run", "init", "token", "user"])
def test_help_has_examples_that_stand_in_the_reference(action, capsys):
    assert main.entry(["server", action, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "examples:" in shown
    assert f"redshank server {action}" in shown.partition("examples:")[2]
    assert f"## `redshank server {action}`" in REFERENCE.read_text()
