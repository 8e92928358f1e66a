import os
from pathlib import Path

from redshank.host.sweep import scene as room
from tests.host.sweep.make import NOW, link, package, put, scene


def test_file_is_told_with_its_time_and_type(tmp_path: Path) -> None:
    put(tmp_path, "/etc/a", "abc")
    link(tmp_path, "/etc/b", "/etc/a")
    here = scene(tmp_path)
    about = here.stat("/etc/a")
    assert about is not None
    event = here.file("startup", "/etc/a", about, "init")
    assert (event.timestamp, event.file_type, event.file_size, event.swept) == (about.st_ctime_ns, "file", 3, True)
    away = here.stat("/etc/b")
    assert away is not None and here.file("startup", "/etc/b", away).file_target_path == "/etc/a"


def test_names_that_are_no_text_are_shown_escaped(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    name = os.fsencode(tmp_path) + b"/tmp/\xff\n"
    os.close(os.open(name, os.O_CREAT, 0o600))
    here = scene(tmp_path)
    (path, about), = here.listed("/tmp")
    assert here.file("temporary", path, about).file_path == "/tmp/\\xff\n"


def test_what_is_missing_is_empty_and_what_is_too_much_is_counted(tmp_path: Path, monkeypatch) -> None:
    here = scene(tmp_path)
    assert here.text("/no") == "" and here.stat("/no") is None and not here.digest("/no").sha256 and not list(here.listed("/no"))
    monkeypatch.setattr(room, "MAX_LISTED", 1)
    put(tmp_path, "/d/a")
    put(tmp_path, "/d/b")
    assert len(list(here.listed("/d"))) == 1 and here.skipped == 1


def test_pipes_do_not_hold_a_look_up(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    os.mkfifo(tmp_path / "etc/crontab")
    assert scene(tmp_path).text("/etc/crontab") == ""


def test_time_of_the_future_is_not_believed(tmp_path: Path) -> None:
    put(tmp_path, "/a")
    here = scene(tmp_path)
    here.wall_ns = lambda: 5
    about = here.stat("/a")
    assert about is not None and here.file("web", "/a", about).timestamp == 5 < NOW


def test_package_is_named(tmp_path: Path) -> None:
    package(tmp_path, "base", {"/a": ""})
    put(tmp_path, "/a")
    here = scene(tmp_path)
    about = here.stat("/a")
    assert about is not None and here.packaged(here.file("web", "/a", about), "/a").package_name == "base"
