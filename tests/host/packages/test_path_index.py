import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.packages import path_index
from redshank.host.packages.path_index import PathIndex


@given(st.dictionaries(st.binary(max_size=8), st.lists(st.integers(0, 65_535), min_size=1, max_size=4, unique=True), max_size=40))
def test_each_path_leads_to_all_its_packages(owners: dict[bytes, list[int]]) -> None:
    index = PathIndex((path, number) for path, numbers in owners.items() for number in numbers)
    assert all(set(numbers) <= set(index.numbers(path)) for path, numbers in owners.items())
    assert len(index) == sum(map(len, owners.values()))


def test_other_paths_lead_nowhere() -> None:
    assert PathIndex(iter([(b"/a", 1)])).numbers(b"/b") == []


def test_what_exceeds_the_bounds_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(path_index, "MAX_PATHS", 1)
    index = PathIndex(iter([(b"/a", 65_536), (b"/a", 1), (b"/b", 2)]))
    assert (len(index), index.left_out) == (1, 2)
