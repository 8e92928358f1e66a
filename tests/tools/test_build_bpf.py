import shutil

import pytest

from tools import build_bpf


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "a.bpf.c").write_text("int a;")
    (tmp_path / "generated").mkdir()
    (tmp_path / "generated/b.h").write_text("int b;")
    monkeypatch.setattr(build_bpf, "FOLDER", tmp_path)
    return tmp_path


def test_fingerprint_changes_with_every_source_header_and_compiler(folder):
    seen = {build_bpf.fingerprint("1")}
    for change in (lambda: (folder / "a.bpf.c").write_text("int c;"), lambda: (folder / "generated/b.h").write_text("int d;")):
        change()
        seen.add(build_bpf.fingerprint("1"))
    (folder / "a.bpf.c").rename(folder / "z.bpf.c")
    seen |= {build_bpf.fingerprint("1"), build_bpf.fingerprint("2")}
    assert len(seen) == 5


def test_fingerprint_is_blind_to_what_is_no_source(folder):
    before = build_bpf.fingerprint("1")
    (folder / "a.bpf.o").write_bytes(b"\x7fELF")
    (folder / ".built").write_text("x")
    assert build_bpf.fingerprint("1") == before


def test_missing_source_is_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(build_bpf, "SOURCE", build_bpf.ROOT / "no/such.bpf.c")
    assert build_bpf.main() == 2
    assert capsys.readouterr().err == "build: no/such.bpf.c is missing: the kernel sensor is not built\n"


def test_object_is_the_same_bytes_in_every_folder(tmp_path, monkeypatch):
    objects = []
    for name in ("a", "a/much/longer/folder"):
        root = tmp_path / name
        folder = root / build_bpf.FOLDER.relative_to(build_bpf.ROOT)
        shutil.copytree(build_bpf.FOLDER, folder, ignore=shutil.ignore_patterns("*.o", ".built"))
        with monkeypatch.context() as patch:
            patch.setattr(build_bpf, "ROOT", root)
            patch.setattr(build_bpf, "SOURCE", folder / "redshank.bpf.c")
            patch.setattr(build_bpf, "OBJECT", folder / "redshank.bpf.o")
            assert build_bpf.compile_object() == 0
        objects.append((folder / "redshank.bpf.o").read_bytes())
    assert objects[0] == objects[1]


def test_source_that_does_not_compile_leaves_the_old_object(folder, monkeypatch, capfd):
    (folder / "redshank.bpf.c").write_text("int x = ;")
    (folder / "redshank.bpf.o").write_bytes(b"old")
    monkeypatch.setattr(build_bpf, "ROOT", folder)
    monkeypatch.setattr(build_bpf, "SOURCE", folder / "redshank.bpf.c")
    monkeypatch.setattr(build_bpf, "OBJECT", folder / "redshank.bpf.o")
    assert build_bpf.compile_object() == 1
    assert (folder / "redshank.bpf.o").read_bytes() == b"old"
    assert capfd.readouterr().err.endswith("build: redshank.bpf.c does not compile\n")
    assert not list(folder.glob("*.new"))
