from hypothesis import given
from hypothesis import strategies as st

from redshank.core.ids import entity_id

PARTS = st.tuples(st.text(), st.text(), st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1))


def test_entity_id_is_the_same_in_every_process_and_release():
    assert entity_id("web-03", "6f0c", 1_000_000_000, 4242) == "17bb5096c71b6146eb036858714f67fa"


@given(PARTS, PARTS)
def test_two_processes_never_share_an_entity_id(first, second):
    assert (entity_id(*first) == entity_id(*second)) == (first == second)


def test_text_moved_between_host_and_boot_changes_the_id():
    assert entity_id("ab", "c", 1, 2) != entity_id("a", "bc", 1, 2)


def test_digits_moved_between_start_and_pid_change_the_id():
    assert entity_id("h", "b", 11, 2) != entity_id("h", "b", 1, 12)


def test_host_name_that_is_no_utf8_has_an_id():
    assert len(entity_id("web\udcff", "b", 1, 2)) == 32
