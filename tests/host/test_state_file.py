from pathlib import Path

import pytest

from redshank.host.state_file import NAME, AgentState, SourceState, UplinkState, read_state, write_state
from redshank.host.state_folder import make_state_folder

STATE = AgentState(
    "a" * 26, "h-1", "http://localhost:1", "0.1", 1, None, 2, 3, 4, "boot", "", 0.5, 6,
    [SourceState("ebpf", "ok", "", {"events": 1})], {"bytes": 5}, UplinkState("ok", "", 1, 1, 0, 2, 9, {"corrupt": 1}),
    {"ring_full urgent": 3},
)  # fmt: skip


def test_state_is_read_as_it_was_written(tmp_path: Path) -> None:
    with make_state_folder(tmp_path / "agent") as folder:
        assert read_state(folder) is None
        write_state(folder, STATE)
        assert read_state(folder) == STATE


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"agent_id": 1}', b"x" * 2_000_000])
def test_damaged_state_is_none(content: bytes, tmp_path: Path) -> None:
    with make_state_folder(tmp_path / "agent") as folder:
        folder.write(NAME, content)
        assert read_state(folder) is None
