import gzip
from pathlib import Path

import pytest

from redshank.server.api.console import Console, accepts_gzip, open_console

SCRIPT = b"console.log(1)" * 100


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>")
    (folder / "assets/index-B2c4D6e8.js").write_bytes(SCRIPT)
    (folder / "assets/index-B2c4D6e8.js.gz").write_bytes(gzip.compress(SCRIPT))
    (folder / "assets/plain.css").write_text("a{}")
    (folder / "secret.pem").write_text("key")
    (tmp_path / "outside.html").write_text("outside")
    (folder / "link.html").symlink_to(tmp_path / "outside.html")
    return folder


@pytest.fixture
def console(built: Path) -> Console:
    return open_console(built)


def test_packed_file_is_sent_to_who_takes_it(console: Console) -> None:
    packed, plain = console.file("assets/index-B2c4D6e8.js", True), console.file("assets/index-B2c4D6e8.js", False)
    assert packed and plain
    assert gzip.decompress(packed.body) == plain.body == SCRIPT
    assert packed.headers()["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers()
    assert packed.headers()["Vary"] == plain.headers()["Vary"] == "Accept-Encoding"
    assert packed.media_type == plain.media_type == "text/javascript"


def test_hashed_names_never_change_and_others_are_asked_for_each_time(console: Console) -> None:
    cached = {name: known.unchanging for name, known in console.files.items()}
    assert cached == {"assets/index-B2c4D6e8.js": True, "assets/plain.css": False, "index.html": False}
    index = console.file("index.html", True)
    assert index and index.headers()["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["../outside.html", "assets/../../outside.html", "/etc/passwd", "link.html", "secret.pem", "", ".", "assets", "index.html\0",
     "assets/index-B2c4D6e8.js.gz", "%2e%2e/outside.html", "..\\outside.html"],
)  # fmt: skip
def test_nothing_but_built_files_is_ever_sent(console: Console, path: str) -> None:
    assert console.file(path, False) is None


def test_file_that_is_gone_is_not_there(console: Console, built: Path) -> None:
    (built / "index.html").unlink()
    assert console.file("index.html", False) is None


@pytest.mark.parametrize("folder", [None, Path("/nonexistent/static")])
def test_without_a_build_there_is_no_console(folder: Path | None) -> None:
    assert not open_console(folder).is_built


@pytest.mark.parametrize(
    ("header", "taken"),
    [("gzip, deflate, br", True), ("br;q=1.0, GZIP;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.0", False), ("br", False), ("", False)],
)
def test_encodings_a_browser_takes(header: str, taken: bool) -> None:
    assert accepts_gzip(header) is taken
