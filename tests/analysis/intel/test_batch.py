import pytest

from redshank.analysis.intel.batch import listed, numpy_module
from tests.analysis.intel.making import store

ASKED = ["198.18.0.9", "198.18.0.10", "198.18.1.7", "198.18.3.7", "255.255.255.255", "0.0.0.0"]


@pytest.fixture
def found(tmp_path):
    return store(tmp_path / "s", ("198.18.0.9", 0), ("198.18.1.0/24", 0), ("2001:db8::/32", 0))


def test_batch_finds_what_single_look_ups_find(found):
    assert numpy_module() is not None
    assert listed(found, ASKED, numpy_module()) == listed(found, ASKED, None) == [0, 2]


def test_batch_may_hold_both_families_and_text_that_is_no_address(found):
    asked = ["2001:db8::7", "198.18.0.9", "text", "", "2001:db9::", "198.18.1.1"]
    assert listed(found, asked, numpy_module()) == listed(found, asked, None) == [0, 1, 5]
    assert listed(found, [], numpy_module()) == []


def test_store_without_addresses_names_none(tmp_path):
    empty = store(tmp_path / "empty", ("evil.example", 0))
    assert listed(empty, ASKED, numpy_module()) == []
