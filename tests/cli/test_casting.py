import json
from pathlib import Path

import pytest

from redshank.cli import casting
from redshank.cli.casting import CastFolder
from tests.generated import build


def test_each_terminal_becomes_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    casts = CastFolder(tmp_path / "casts")
    times = [{"after_us": 0, "characters": 2}]
    casts.take([build.process_exec(), build.session_tty(tty_id="T-1", terminal_session="S-1", process_io_text="hi", tty_times=times)])
    (path,) = casts.write()
    assert path.name == "S-1_T-1.cast" and path.stat().st_mode & 0o777 == 0o600
    assert [json.loads(line) for line in path.read_text().splitlines()][1] == [0.0, "o", "hi"]


def test_what_is_over_the_bound_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casting, "MAX_EVENTS", 1)
    casts = CastFolder(tmp_path)
    casts.take([build.session_tty(tty_id="T-1"), build.session_tty(tty_id="T-1")])
    assert casts.left_out == 1
