from pathlib import Path

import pytest

from redshank.core import config
from redshank.core.errors import ConfigError
from redshank.server.settings import ServerSettings


@pytest.mark.parametrize(
    ("bind", "expected", "loopback"),
    [
        ("127.0.0.1:8765", ("127.0.0.1", 8765), True),
        ("localhost:0", ("127.0.0.1", 0), True),
        ("[::1]:80", ("::1", 80), True),
        ("0.0.0.0:443", ("0.0.0.0", 443), False),
        ("192.0.2.10:443", ("192.0.2.10", 443), False),
    ],
)
def test_bind_is_an_address_and_a_port(bind, expected, loopback):
    settings = ServerSettings(bind=bind)
    assert (settings.host_and_port(), settings.is_loopback) == (expected, loopback)


@pytest.mark.parametrize("bind", ["", "8765", ":8765", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", "watch.example.org:443"])
def test_bind_of_another_form_is_refused(bind):
    with pytest.raises(ValueError, match="'bind' is"):
        ServerSettings(bind=bind)


@pytest.mark.parametrize("days", [0, 4000])
def test_days_are_bounded(days):
    with pytest.raises(ValueError, match="days"):
        ServerSettings(keep_days=days)


def test_unknown_setting_names_the_nearest(tmp_path):
    file = tmp_path / "redshank.toml"
    file.write_text('[server]\nbnd = "127.0.0.1:1"\n')
    with pytest.raises(ConfigError, match=r"redshank.toml:2: unknown setting 'server.bnd' \(did you mean 'bind'\?\)"):
        config.load({"server": ServerSettings}, file, {}, {})


def test_flag_wins_over_environment_and_file(tmp_path):
    file = tmp_path / "redshank.toml"
    file.write_text('[server]\nbind = "127.0.0.1:1"\nkeep_days = 7\nnames = ["a.example.org"]\n')
    environ = {"REDSHANK_SERVER__BIND": "127.0.0.1:2"}
    found = config.load({"server": ServerSettings}, file, environ, {"server.bind": "127.0.0.1:3", "server.data": "/x"})["server"]
    assert (found.bind, found.keep_days, found.names, found.folder) == ("127.0.0.1:3", 7, ("a.example.org",), Path("/x/server"))
