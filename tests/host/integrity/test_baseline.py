from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.integrity import baseline as module
from redshank.host.integrity.baseline import Baseline
from redshank.host.integrity.facts import FileFacts

PLAIN = FileFacts(1, 0o100644, 0, 0, 5, 1, 10, 11, "a" * 64)
numbers = st.integers(0, 2**32 - 1)
looks = st.builds(
    FileFacts, st.integers(0, 2**64 - 1), numbers, numbers, numbers, st.integers(0, 2**63 - 1), numbers, st.integers(-(2**62), 2**62),
    st.integers(-(2**62), 2**62), st.text("0123456789abcdef", max_size=64), st.just(""),
    st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), st.just("00ff")), max_size=3).map(tuple),
    st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=99),
)  # fmt: skip


@given(st.binary(min_size=1, max_size=50), looks)
def test_what_is_put_comes_back(path: bytes, facts: FileFacts) -> None:
    baseline = Baseline(None)
    baseline.put(path, facts)
    assert baseline.get(path) == facts and len(baseline) == 1
    baseline.forget(path)
    assert baseline.get(path) is None and len(baseline) == 0
    baseline.close()


def test_next_run_knows_what_this_one_knew(tmp_path: Path) -> None:
    one = Baseline(tmp_path / "b")
    one.round = 7
    one.put(b"/a", PLAIN)
    one.close()
    other = Baseline(tmp_path / "b")
    assert other.get(b"/a") == PLAIN and (len(other), other.round) == (1, 7)
    other.close()


@pytest.mark.parametrize("damage", [b"nonsense" * 2_000, b""])
def test_damaged_file_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    one = Baseline(tmp_path / "b")
    one.put(b"/a", PLAIN)
    one.close()
    (tmp_path / "b").write_bytes(damage)
    other = Baseline(tmp_path / "b")
    other.put(b"/b", PLAIN)
    assert len(other) == 1 and other.counts["baseline_damaged"] == bool(damage)
    other.close()


def test_place_that_takes_nothing_is_replaced_by_memory(tmp_path: Path) -> None:
    baseline = Baseline(tmp_path / "missing" / "b")
    baseline.put(b"/a", PLAIN)
    assert baseline.get(b"/a") and baseline.counts["baseline_damaged"]
    baseline.close()


def test_bounds_are_kept_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILES", 1)
    monkeypatch.setattr(module, "MAX_TEXT_BYTES", 30)
    baseline = Baseline(None)
    baseline.put(b"/a", FileFacts(1, 0, 0, 0, 0, 0, 0, 0, text="x" * 20))
    baseline.put(b"/a", FileFacts(1, 0, 0, 0, 0, 0, 0, 0, text="".join(map(chr, range(200)))))
    baseline.put(b"/b", PLAIN)
    known = baseline.get(b"/a")
    assert known and known.text is None and baseline.get(b"/b") is None
    assert (baseline.counts["texts_left_out"], baseline.counts["baseline_left_out"]) == (1, 1)
    baseline.close()


def test_files_not_met_in_a_round_are_known() -> None:
    baseline = Baseline(None)
    baseline.put(b"/a", PLAIN)
    baseline.put(b"/b", PLAIN)
    baseline.round += 1
    baseline.seen(b"/a")
    assert baseline.unseen(10) == [b"/b"]
    baseline.close()


def test_round_that_was_never_finished_is_known_after_a_restart(tmp_path: Path) -> None:
    for whole in (False, True):
        baseline = Baseline(tmp_path / "baseline.db")
        assert baseline.is_whole is False
        if whole:
            baseline.completed()
        baseline.commit()
        baseline.close()
    assert Baseline(tmp_path / "baseline.db").is_whole
