from pathlib import Path

import pytest

from redshank.core.errors import ConfigError, HostError
from redshank.host.identity import NAME, Identity, read_identity, write_identity
from redshank.host.state_folder import make_state_folder

KNOWN = Identity("a" * 26, "h-1", "https://192.0.2.10:8765", bytes(range(32)), "sha256/" + "A" * 43 + "=", "PEM", simulated=True)


def test_identity_is_kept_as_it_is(tmp_path: Path) -> None:
    with make_state_folder(tmp_path / "agent") as folder:
        assert read_identity(folder) is None
        write_identity(folder, KNOWN)
        assert read_identity(folder) == KNOWN and KNOWN.address.tls


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"agent_id": "../x"}', b"\xff"])
def test_damaged_file_says_what_to_do(content: bytes, tmp_path: Path) -> None:
    with make_state_folder(tmp_path / "agent") as folder:
        folder.write(NAME, content)
        with pytest.raises(HostError, match=r"is damaged .*agent enrol --again"):
            read_identity(folder)


def test_address_that_was_changed_into_plain_http_to_elsewhere_is_refused() -> None:
    with pytest.raises(ConfigError, match="unencrypted"):
        _ = Identity("a" * 26, "h-1", "http://192.0.2.66:80", bytes(32)).address
