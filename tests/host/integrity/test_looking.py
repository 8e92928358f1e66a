import hashlib
import os
from pathlib import Path

from redshank.core.clock import SystemClock
from redshank.host.hashing.cache import DigestCache
from redshank.host.integrity.looking import Looker, raw_path
from redshank.host.integrity.profiles import FileSettings


def looker(root: Path) -> Looker:
    return Looker(str(root), DigestCache(), SystemClock().wall_ns, FileSettings())


def test_file_is_hashed_and_a_small_text_of_the_configuration_kept(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/hosts").write_text("x\n")
    found = looker(tmp_path).look(b"/etc/hosts", md5=True)
    assert found and found.facts.text == "x\n" and found.md5 == hashlib.md5(b"x\n").hexdigest()
    assert found.facts.sha256 == hashlib.sha256(b"x\n").hexdigest()


def test_what_is_no_file_is_looked_at_but_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for name in (b"/pipe", b"/link", b"/"):
        found = looker(tmp_path).look(name)
        assert found and found.facts.sha256 == ""
    assert looker(tmp_path).look(b"/nothing") is None and looker(tmp_path).stat(b"/no\0name") is None


def test_digest_comes_from_the_cache_until_the_file_changes(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    os.utime(tmp_path / "f")
    late = Looker(str(tmp_path), DigestCache(), lambda: 2 * 10**18, FileSettings())
    first = late.look(b"/f", md5=True)
    (tmp_path / "f").write_text("y")
    second = late.look(b"/f")
    assert first and second and first.facts.sha256 != second.facts.sha256


def test_names_that_are_no_text_are_found_again(tmp_path: Path) -> None:
    raw = b"/\xff\n"
    Path(os.fsdecode(os.fsencode(tmp_path) + raw)).write_text("x")
    shown = raw.decode("utf-8", "backslashreplace")
    assert raw_path(shown) == raw and looker(tmp_path).look(raw_path(shown))
