import stat
from pathlib import Path

import pytest

from redshank.core.errors import HostError
from redshank.host.keys import NAME, make_key, read_key
from redshank.host.state_folder import make_state_folder
from redshank.wire.signing import public_bytes


def test_key_is_made_once_read_again_and_nobody_else_s(tmp_path: Path) -> None:
    with make_state_folder(tmp_path / "agent") as folder:
        assert read_key(folder) is None
        made = make_key(folder)
        read = read_key(folder)
        assert read is not None and public_bytes(read) == public_bytes(made)
        assert stat.S_IMODE((tmp_path / "agent" / NAME).stat().st_mode) == 0o600
        assert public_bytes(make_key(folder)) != public_bytes(made)


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33])
def test_file_that_holds_no_key_is_one_sentence(content: bytes, tmp_path: Path) -> None:
    with make_state_folder(tmp_path / "agent") as folder:
        folder.write(NAME, content)
        with pytest.raises(HostError):
            read_key(folder)
