import argparse
import io
from pathlib import Path

import pytest

from redshank.cli import watch
from redshank.cli.lines import LineWriter
from redshank.cli.output import Output
from redshank.core.errors import ConfigError
from redshank.events import Event
from redshank.findings.alert import Alert
from tests.generated import build


def arguments(tmp_path: Path, **given: object) -> argparse.Namespace:
    config = tmp_path / "redshank.toml"
    if not config.exists():
        config.write_text("")
    common: dict[str, object] = {"syscalls": None, "sensor": None, "watch": [], "terminals": "off", "cast": None, "config": config}
    return argparse.Namespace(**(common | given))


def test_flag_wins_over_the_file_and_folders_add_up(tmp_path: Path) -> None:
    (tmp_path / "redshank.toml").write_text('[sensor]\nsyscalls = "off"\nwatch = ["/srv/app"]\n')
    assert watch._settings(arguments(tmp_path))[0].syscalls == "off"
    settings, _ = watch._settings(arguments(tmp_path, syscalls="light", watch=[str(tmp_path)]))
    assert settings.syscalls == "light" and settings.watch == ("/srv/app", str(tmp_path.resolve()))


def test_section_about_files_says_how_they_are_watched(tmp_path: Path) -> None:
    (tmp_path / "redshank.toml").write_text('[files]\nprofiles = ["secret"]\nexclude = ["/etc/busy"]\n')
    files = watch._settings(arguments(tmp_path))[1].files
    assert (files.profiles, files.exclude, files.hashes) == (("secret",), ("/etc/busy",), True)


def test_casts_need_what_terminals_showed(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--terminals output"):
        watch._settings(arguments(tmp_path, cast=tmp_path, terminals="metadata"))
    assert watch._settings(arguments(tmp_path, terminals="full"))[0].terminals == "full"


def test_missing_folder_and_unknown_setting_are_errors_with_their_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        watch._settings(arguments(tmp_path, watch=["/no/such/folder"]))
    (tmp_path / "redshank.toml").write_text('[sensor]\nsyscals = "off"\n')
    with pytest.raises(ConfigError, match="syscalls"):
        watch._settings(arguments(tmp_path))


class OneBatch:
    """A sensor and a detection that give one exec and one alert of each severity about it."""

    def __init__(self) -> None:
        self.event = build.process_exec()
        self.settled_after = -1
        self.stream = io.StringIO()

    def settle(self) -> None:
        self.settled_after = len(self.stream.getvalue())

    def read(self, timeout_s: float) -> list[Event]:
        return [self.event]

    def detect(self, events: list[Event]) -> list[Alert]:
        return [
            Alert(f"a{n}", n, f"title {n}", "r", "r", "Redshank", (), (), self.event, (), created=1) for n in (1, 2, 3)
        ]  # fmt: skip


def lines_of(worst: int, show_events: bool) -> tuple[list[str], watch.Watch]:
    both = OneBatch()
    stream = both.stream
    run = watch.Watch(both, both, LineWriter(Output(stream, "json")), worst, show_events)  # type: ignore[arg-type]
    run.step(0)
    assert both.settled_after == len(stream.getvalue()) > 0, "a record is given back once its line is out"
    return stream.getvalue().splitlines(), run


def test_milder_alerts_are_counted_and_not_shown() -> None:
    lines, run = lines_of(2, False)
    assert len(lines) == 2 and run.summary.hidden == 1 and sum(run.summary.alerts.values()) == 3


def test_events_come_before_their_alerts() -> None:
    lines, _ = lines_of(1, True)
    assert ['"event.kind":"event"' in line for line in lines] == [True, False]
