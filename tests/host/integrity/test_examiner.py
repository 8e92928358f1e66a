import hashlib
import os
from pathlib import Path

import pytest

from redshank.host.integrity import examiner as module
from redshank.host.integrity.examiner import Change
from tests.host.integrity.host import examiner


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "etc").mkdir()
    (tmp_path / "usr/bin").mkdir(parents=True)
    return tmp_path


def packaged(root: Path, *files: str) -> None:
    """A package that has these files as they are now."""
    info = root / "var/lib/dpkg/info"
    info.mkdir(parents=True)
    (info / "tool.list").write_text("".join(f"{file}\n" for file in files))
    sums = "".join(f"{hashlib.md5((root / file[1:]).read_bytes()).hexdigest()}  {file[1:]}\n" for file in files)
    (info / "tool.md5sums").write_text(sums)
    (info.parent / "status").write_text("Package: tool\nArchitecture: all\nVersion: 1\n")


def test_change_is_told_with_before_after_and_what_changed(root: Path) -> None:
    file, looks = root / "etc/hosts", examiner(root)
    file.write_text("one\n")
    file.chmod(0o644)
    first = looks.examine(Change("file.create", "/etc/hosts")).values
    assert first["file_hash_sha256"] == sha("one\n") and "file_hash_before" not in first
    file.write_text("two\n")
    second = looks.examine(Change("file.modify", "/etc/hosts")).values
    assert (second["file_hash_before"], second["file_hash_sha256"]) == (sha("one\n"), sha("two\n"))
    assert second["file_diff"] == "@@ -1 +1 @@\n-one\n+two" and (second["file_size_before"], second["file_size"]) == (4, 4)


def test_mode_owner_and_links_are_told_with_what_they_were(root: Path) -> None:
    file, looks = root / "etc/f", examiner(root)
    file.write_text("x")
    looks.examine(Change("file.create", "/etc/f"))
    file.chmod(0o4755)
    os.link(file, root / "etc/g")
    found = looks.examine(Change("file.attrib", "/etc/f"))
    assert found.kind is None and found.values["file_mode"] & 0o7777 == 0o4755 and found.values["file_mode_before"] & 0o7777 != 0o4755
    assert found.values["file_links"] == 2


def test_content_that_changed_behind_a_change_of_attributes_is_a_modification(root: Path) -> None:
    file, looks = root / "etc/f", examiner(root)
    file.write_text("x")
    looks.examine(Change("file.create", "/etc/f"))
    about = file.stat()
    file.write_text("y")
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert looks.examine(Change("file.attrib", "/etc/f")).kind == "file.modify"


def test_deleted_and_replaced_files_leave_what_they_were(root: Path) -> None:
    looks = examiner(root)
    for name in "ab":
        (root / "etc" / name).write_text(name)
        looks.examine(Change("file.create", f"/etc/{name}"))
    (root / "etc/a").rename(root / "etc/b")
    renamed = looks.examine(Change("file.rename", "/etc/b", "/etc/a", (root / "etc/b").stat().st_ino)).values
    assert (renamed["file_hash_before"], renamed["file_hash_sha256"]) == (sha("b"), sha("a"))
    (root / "etc/b").unlink()
    assert looks.examine(Change("file.delete", "/etc/b")).values["file_hash_before"] == sha("a")
    assert looks.examine(Change("file.delete", "/etc/b")).values == {}


def test_renamed_file_that_is_gone_again_is_still_known(root: Path) -> None:
    looks = examiner(root)
    (root / "etc/a").write_text("a")
    inode = (root / "etc/a").stat().st_ino
    looks.examine(Change("file.create", "/etc/a"))
    (root / "etc/a").unlink()
    assert looks.examine(Change("file.rename", "/etc/b", "/etc/a", inode)).values["file_hash_sha256"] == sha("a")
    assert looks.examine(Change("file.delete", "/etc/b")).values["file_hash_before"] == sha("a")


def test_another_object_under_the_name_is_not_taken_for_the_changed_one(root: Path) -> None:
    looks = examiner(root)
    (root / "etc/a").write_text("a")
    assert "file_hash_sha256" not in looks.examine(Change("file.modify", "/etc/a", inode=1)).values
    assert looks.counts["replaced_meanwhile"] == 1


def test_file_is_compared_with_its_package(root: Path) -> None:
    (root / "usr/bin/tool").write_text("x")
    (root / "usr/bin/other").write_text("x")
    packaged(root, "/usr/bin/tool")
    looks = examiner(root, packages=True)
    good = looks.examine(Change("file.modify", "/usr/bin/tool")).values
    assert (good["package_name"], good["package_version"], good["package_state"]) == ("tool", "1", "packaged")
    (root / "usr/bin/tool").write_text("evil")
    assert looks.examine(Change("file.modify", "/usr/bin/tool")).values["package_state"] == "differs"
    assert looks.examine(Change("file.create", "/usr/bin/other")).values["package_state"] == "unpackaged"


def test_only_a_real_package_tool_with_the_package_s_content_is_quiet(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MANAGERS", frozenset(("/usr/bin/dpkg", "/usr/bin/fake")))
    for name in ("dpkg", "fake", "tool"):
        (root / "usr/bin" / name).write_text(name)
    packaged(root, "/usr/bin/dpkg", "/usr/bin/tool")
    looks = examiner(root, packages=True)

    def by(actor: str) -> bool:
        return "file_by_package_manager" in looks.examine(Change("file.rename", "/usr/bin/tool", actor=actor)).values

    assert by("/usr/bin/dpkg")
    assert not by("/usr/bin/fake") and not by("/usr/bin/cp")
    (root / "usr/bin/tool").write_text("evil")
    assert not by("/usr/bin/dpkg")
    (root / "usr/bin/tool").write_text("tool")
    (root / "usr/bin/dpkg").write_text("evil")
    assert not by("/usr/bin/dpkg")


def test_settled_file_is_told_again_only_where_its_content_became_another(root: Path) -> None:
    file, looks = root / "etc/f", examiner(root)
    file.write_text("x")
    looks.examine(Change("file.create", "/etc/f"))
    assert looks.settle("/etc/f") is None
    os.utime(file)
    assert looks.settle("/etc/f") is None
    file.write_text("y")
    found = looks.settle("/etc/f")
    assert found and found.values["file_hash_before"] == sha("x") and looks.settle("/etc/f") is None
    (root / "etc/late").write_text("z")
    found = looks.settle("/etc/late")
    assert found and found.values["file_hash_sha256"] == sha("z")
