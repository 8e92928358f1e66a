import os
from pathlib import Path

from redshank.host.redact.key import KEY_BYTES, NAME, read_or_make
from redshank.host.state_folder import make_state_folder


def test_key_is_made_once_and_kept_for_root_alone(tmp_path: Path) -> None:
    with make_state_folder(tmp_path / "state") as folder:
        key = read_or_make(folder, os.urandom)
        assert len(key) == KEY_BYTES and read_or_make(folder, os.urandom) == key
        assert (tmp_path / "state" / NAME).stat().st_mode & 0o077 == 0


def test_damaged_key_is_replaced(tmp_path: Path) -> None:
    with make_state_folder(tmp_path / "state") as folder:
        folder.write(NAME, b"short")
        assert read_or_make(folder, lambda n: b"n" * n) == b"n" * KEY_BYTES
