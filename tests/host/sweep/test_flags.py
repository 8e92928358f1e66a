from pathlib import Path

from redshank.host.sweep.flags import flags_of


def test_ordinary_files_and_missing_ones_have_no_flags(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert flags_of(str(tmp_path / "a")) == [] and flags_of(str(tmp_path / "gone")) == []
