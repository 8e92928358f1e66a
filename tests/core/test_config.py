from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.core import config
from redshank.core.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Sensor:
    syscalls: Literal["full", "light", "off"] = "full"
    ring_bytes: int = 8 << 20
    watch: tuple[Path, ...] = (Path("/etc"),)
    pin: bool = True
    share: float = 0.5
    scope: int | None = None

    def __post_init__(self) -> None:
        if self.ring_bytes <= 0:
            raise ValueError("ring_bytes is at least 1")


@dataclass(frozen=True, slots=True)
class Server:
    bind: str = "127.0.0.1:8765"


@dataclass(frozen=True, slots=True)
class Named:
    name: str


SECTIONS: dict[str, type] = {"sensor": Sensor, "web-server": Server}


def load(text: str = "", tmp: Path | None = None, environ: dict[str, str] | None = None, overrides: dict[str, Any] | None = None) -> Any:
    path = config.DEFAULT_PATH if tmp is None else tmp / "redshank.toml"
    if tmp is not None:
        path.write_text(text)
    return config.load(SECTIONS, path, environ or {}, overrides or {})


@pytest.fixture
def no_default_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "DEFAULT_PATH", tmp_path / "absent.toml")


@pytest.mark.usefixtures("no_default_file")
class TestWithoutFile:
    def test_defaults_hold_where_nothing_is_set(self):
        assert load() == {"sensor": Sensor(), "web-server": Server()}

    def test_environment_sets_by_section_and_key(self):
        found = load(environ={"REDSHANK_SENSOR__SYSCALLS": "light", "REDSHANK_WEB_SERVER__BIND": "[::1]:1", "HOME": "/root"})
        assert found == {"sensor": Sensor(syscalls="light"), "web-server": Server("[::1]:1")}

    def test_flag_wins_over_environment(self):
        found = load(environ={"REDSHANK_SENSOR__SYSCALLS": "light"}, overrides={"sensor.syscalls": "off"})
        assert found["sensor"].syscalls == "off"

    def test_text_becomes_the_type_of_the_setting(self):
        words = {"sensor.ring_bytes": "4096", "sensor.watch": "/etc, /srv", "sensor.pin": "no", "sensor.share": "0.25", "sensor.scope": "7"}
        assert load(overrides=words)["sensor"] == Sensor("full", 4096, (Path("/etc"), Path("/srv")), False, 0.25, 7)

    def test_value_of_a_flag_parser_is_taken_as_it_is(self):
        assert load(overrides={"sensor.watch": [Path("/srv")], "sensor.pin": False})["sensor"] == Sensor(watch=(Path("/srv"),), pin=False)

    @pytest.mark.parametrize(
        ("variable", "value", "message"),
        [
            ("REDSHANK_SENSR__PIN", "no", "REDSHANK_SENSR__PIN: unknown section 'sensr' (did you mean 'sensor'?)"),
            ("REDSHANK_SENSOR__PINN", "no", "REDSHANK_SENSOR__PINN: unknown setting 'sensor.pinn' (did you mean 'pin'?)"),
            ("REDSHANK_SENSOR__PIN", "maybe", "REDSHANK_SENSOR__PIN: 'sensor.pin' is true or false, not 'maybe'"),
            (
                "REDSHANK_SENSOR__RING_BYTES",
                "8 MiB",
                "REDSHANK_SENSOR__RING_BYTES: 'sensor.ring_bytes' is a whole number of bytes, not '8 MiB'",
            ),
            (
                "REDSHANK_SENSOR__SYSCALLS",
                "lite",
                "REDSHANK_SENSOR__SYSCALLS: 'sensor.syscalls' is one of full, light, off, not 'lite'",
            ),
        ],
    )
    def test_wrong_variable_is_named_with_what_it_should_be(self, variable, value, message):
        with pytest.raises(ConfigError) as caught:
            load(environ={variable: value})
        assert str(caught.value).startswith(message)

    def test_variable_without_two_underscores_is_not_ours(self):
        assert load(environ={"REDSHANK_TEST_RUN": "x"})["sensor"] == Sensor()

    def test_flag_with_an_unknown_section_is_refused(self):
        with pytest.raises(ConfigError, match=r"spool\.size: unknown section 'spool'"):
            load(overrides={"spool.size": 1})

    def test_setting_without_default_must_be_given(self):
        with pytest.raises(ConfigError, match=r"'host.name' has no default: .* REDSHANK_HOST__NAME"):
            config.load({"host": Named}, config.DEFAULT_PATH, {}, {})

    @given(st.dictionaries(st.text(), st.text()))
    def test_hostile_environment_is_ignored_or_refused_in_one_line(self, environ):
        prefixed = {f"REDSHANK_{key}": value for key, value in environ.items()}
        try:
            assert load(environ=prefixed) == {"sensor": Sensor(), "web-server": Server()}
        except ConfigError as error:
            assert "unknown" in str(error)


def test_file_sets_by_section(tmp_path):
    text = '[sensor]\nsyscalls = "off"\nwatch = ["/srv"]\nshare = 1\n\n[web-server]\nbind = "[::1]:9"\n'
    assert load(text, tmp_path) == {"sensor": Sensor(syscalls="off", watch=(Path("/srv"),), share=1.0), "web-server": Server("[::1]:9")}


def test_environment_wins_over_file(tmp_path):
    assert load("[sensor]\nring_bytes = 1\n", tmp_path, environ={"REDSHANK_SENSOR__RING_BYTES": "2"})["sensor"].ring_bytes == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# head\n[sensor]\n\nsyscals = 'off'\n", "4: unknown setting 'sensor.syscals' (did you mean 'syscalls'?)"),
        ("[sensor]\npin = true\n[snsor]\n", "3: unknown section 'snsor' (did you mean 'sensor'?)"),
        ("[sensor]\nring_bytes = '8 MiB'\n", "2: 'sensor.ring_bytes' is a whole number of bytes, not '8 MiB'"),
        ("[sensor]\nring_bytes = true\n", "2: 'sensor.ring_bytes' is a whole number of bytes, not True"),
        ("[sensor]\nwatch = '/etc'\n", "2: 'sensor.watch' is a list, each a path, not '/etc'"),
        ("[sensor]\nsyscalls = 'ful'\n", "2: 'sensor.syscalls' is one of full, light, off, not 'ful' (did you mean 'full'?)"),
        ("[sensor]\n[sensor.files]\na = 1\n", "1: unknown setting 'sensor.files'"),
        ("pin = true\n", "1: 'pin' stands outside every [section]"),
        ("[sensor]\npin = true\npin = \n", "3: no TOML: "),
        ("[sensor\n", "1: no TOML: "),
    ],
)
def test_wrong_file_is_refused_with_its_line(tmp_path, text, message):
    with pytest.raises(ConfigError) as caught:
        load(text, tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'redshank.toml'}:{message}")


def test_value_out_of_its_bounds_is_refused_with_the_section(tmp_path):
    with pytest.raises(ConfigError, match=r"redshank\.toml:2: \[sensor\] ring_bytes is at least 1"):
        load("[sensor]\nring_bytes = 0\n", tmp_path)


def test_missing_file_that_was_asked_for_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match="no such file"):
        config.load(SECTIONS, tmp_path / "mine.toml", {}, {})


def test_folder_in_place_of_a_file_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        config.load(SECTIONS, tmp_path, {}, {})


def test_file_over_the_bound_is_refused_unread(tmp_path):
    path = tmp_path / "redshank.toml"
    path.write_bytes(b"#" * (config.MAX_FILE_BYTES + 1))
    with pytest.raises(ConfigError, match="is over"):
        config.load(SECTIONS, path, {}, {})


def test_file_that_is_no_utf8_is_refused_with_its_line(tmp_path):
    path = tmp_path / "redshank.toml"
    path.write_bytes(b"# ok\n# \xff\n")
    with pytest.raises(ConfigError, match=r"redshank\.toml:2: is no UTF-8"):
        config.load(SECTIONS, path, {}, {})


@given(st.text(max_size=200))
def test_any_text_is_a_configuration_or_a_located_error(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "redshank.toml"
    path.write_text(text, errors="ignore", newline="")
    try:
        config.load(SECTIONS, path, {}, {})
    except ConfigError as error:
        assert str(error).startswith(f"{path}:")
