from pathlib import Path

from redshank.host.sweep import temporary
from tests.host.sweep.make import found, put, scene


def test_programs_in_folders_for_temporary_files_are_told(tmp_path: Path) -> None:
    put(tmp_path, "/tmp/breeb", "\x7fELF", 0o755)
    put(tmp_path, "/tmp/.hid/run", "#!/bin/sh\n", 0o755)
    put(tmp_path, "/tmp/notes", "text", 0o755)
    put(tmp_path, "/dev/shm/x", "\x7fELF", 0o755)
    put(tmp_path, "/dev/odd", "data")
    put(tmp_path, "/var/tmp/image/etc/x", "")
    put(tmp_path, "/var/tmp/image/usr/bin/su", "\x7fELF", 0o755)
    assert found(temporary.look(scene(tmp_path))) == {
        "/tmp/breeb": ({"program"}, None),
        "/tmp/.hid/run": ({"script", "hidden_name"}, None),
        "/dev/shm/x": ({"program"}, None),
        "/dev/odd": ({"among_devices"}, None),
    }


def test_a_folder_full_of_files_is_bounded_and_counted(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(temporary, "MOST_FILES", 3)
    for number in range(5):
        put(tmp_path, f"/tmp/{number}", "")
    here = scene(tmp_path)
    assert not list(temporary.look(here)) and here.skipped == 1
