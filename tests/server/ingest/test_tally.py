import pytest

from redshank.core.errors import StoreError
from redshank.server.ingest.tally import MAX_KINDS, NOBODY, Tallied, Tally


def test_counts_are_handed_over_once_with_the_first_sample():
    tally = Tally()
    saved: list[Tallied] = []
    tally.count("a", "corrupt", sample=b"one")
    tally.count("a", "corrupt", 2, sample=b"two")
    tally.flush(saved.extend)
    tally.flush(saved.extend)
    assert saved == [Tallied("a", "corrupt", 3, b"one")]
    assert tally.totals() == {"corrupt": 3}


def test_what_could_not_be_written_is_counted_again():
    tally = Tally()
    saved: list[Tallied] = []

    def fail(tallied):
        tally.count("a", "corrupt")
        raise StoreError("disk full", "full")

    tally.count("a", "corrupt", 4)
    with pytest.raises(StoreError):
        tally.flush(fail)
    tally.flush(saved.extend)
    assert saved == [Tallied("a", "corrupt", 5, b"")]


def test_number_of_kinds_is_bounded_and_nothing_goes_uncounted():
    tally = Tally()
    saved: list[Tallied] = []
    for number in range(MAX_KINDS + 50):
        tally.count(str(number), "corrupt")
    tally.flush(saved.extend)
    assert len(saved) == MAX_KINDS + 1
    assert sum(one.count for one in saved) == MAX_KINDS + 50
    assert Tallied(NOBODY, "other", 50) in saved
