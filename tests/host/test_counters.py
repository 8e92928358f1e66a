from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.counters import MOST, NAME, RESERVED, Counters
from redshank.host.state_folder import StateFolder, make_state_folder


@given(st.lists(st.sampled_from(["urgent", "bulk", "killed"]), max_size=40))
def test_no_number_is_used_twice_however_often_it_is_killed(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    with make_state_folder(tmp_path_factory.mktemp("x") / "agent") as folder:
        counters, taken = Counters(folder), {"urgent": [0], "bulk": [0]}
        for step in steps:
            if step == "killed":
                counters = Counters(folder)
            else:
                number = counters.take(step)
                assert number > taken[step][-1]
                taken[step].append(number)


def test_server_s_word_moves_it_forward_only(tmp_path: Path) -> None:
    with make_state_folder(tmp_path / "agent") as folder:
        counters = Counters(folder)
        counters.raise_over("urgent", 7_000)
        assert counters.take("urgent") == 7_001 and counters.take("bulk") == 1
        counters.raise_over("urgent", 10)
        counters.raise_over("urgent", MOST)
        assert counters.take("urgent") == 7_002
        assert Counters(folder).take("urgent") == 7_001 + RESERVED


@pytest.mark.parametrize("content", [b"", b"{", b'{"urgent": -5}', b'{"urgent": "x"}', b"\xff"])
def test_damaged_file_begins_anew(content: bytes, tmp_path: Path) -> None:
    with make_state_folder(tmp_path / "agent") as folder:
        folder.write(NAME, content)
        assert Counters(folder).take("urgent") == 1


def test_full_disk_does_not_silence_the_agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with make_state_folder(tmp_path / "agent") as folder:
        monkeypatch.setattr(StateFolder, "write", full)
        counters = Counters(folder)
        assert [counters.take("bulk") for _ in range(3)] == [1, 2, 3]
