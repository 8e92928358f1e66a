import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.detect.sigma import collection
from redshank.analysis.detect.sigma.collection import members, safe_path
from redshank.core.errors import ConfigError

FILES = {"rules/b.yml": b"b", "rules/a.yaml": b"a", "LICENSE.md": b"free", "README.md": b"no", "rules/run.sh": b"no"}
KEPT = [("LICENSE.md", b"free"), ("rules/a.yaml", b"a"), ("rules/b.yml", b"b")]


def folder(place: Path) -> Path:
    for name, data in FILES.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return place


def zipped(place: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(place / "rules.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return place / "rules.zip"


def tarred(place: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(place / "rules.tar.gz", "w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return place / "rules.tar.gz"


def found(source: Path) -> list[tuple[str, bytes]]:
    return sorted((one.path, one.data) for one in members(source))


def test_folder_and_archives_give_the_same_files(tmp_path: Path) -> None:
    assert found(folder(tmp_path / "checkout")) == found(zipped(tmp_path, FILES)) == found(tarred(tmp_path, FILES)) == KEPT


def test_links_are_not_followed(tmp_path: Path) -> None:
    place = folder(tmp_path / "checkout")
    (place / "rules/away.yml").symlink_to(tmp_path)
    (place / "loop").symlink_to(place)
    os.mkfifo(place / "rules/pipe.yml")
    assert found(place) == KEPT


@pytest.mark.parametrize("name", ["../x.yml", "/etc/x.yml", "a/../../x.yml", "a\\x.yml", "a\nb.yml", "n" * 300 + ".yml", "x.sh", ""])
def test_name_that_leads_elsewhere_is_left_out(tmp_path: Path, name: str) -> None:
    assert safe_path(name) is None
    if name:
        assert found(tarred(tmp_path, {name: b"x", "a.yml": b"a"})) == [("a.yml", b"a")]


@given(st.text(max_size=40))
def test_path_that_is_taken_stays_below_its_folder(name: str) -> None:
    taken = safe_path(name)
    if taken is not None:
        assert Path("/top/at").joinpath(taken).resolve().is_relative_to("/top/at")


def test_file_over_the_bound_is_left_out_and_too_many_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection, "MAX_FILE_BYTES", 3)
    assert found(zipped(tmp_path, {"big.yml": b"long", "a.yml": b"a"})) == [("a.yml", b"a")]
    monkeypatch.setattr(collection, "MAX_FILES", 1)
    with pytest.raises(ConfigError, match="over 1 rule files"):
        found(zipped(tmp_path, {"b.yml": b"b", "a.yml": b"a"}))


def test_what_is_no_archive_or_is_cut_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"hello")
    with pytest.raises(ConfigError, match="neither a folder nor an archive"):
        members(tmp_path / "x.zip")
    with pytest.raises(ConfigError, match="no such"):
        members(tmp_path / "away")
    whole = tarred(tmp_path, {"a.yml": os.urandom(50_000)})
    whole.write_bytes(whole.read_bytes()[:20_000])
    with pytest.raises(ConfigError, match="cannot be read to its end"):
        found(whole)
