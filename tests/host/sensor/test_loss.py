from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.loss import LossLedger


def told(ledger: LossLedger) -> list[tuple[str, str | None, int, int]]:
    return [(e.loss_reason, e.loss_type, e.loss_count, e.loss_total) for e in ledger.events(1)]  # type: ignore[attr-defined]


def test_growth_of_a_drop_counter_is_told_once_with_its_total() -> None:
    ledger = LossLedger("bulk")
    ledger.dropped("file.open", 5)
    assert told(ledger) == [("ring_full", "file.open", 5, 5)]
    assert told(ledger) == []
    ledger.dropped("file.open", 7)
    assert told(ledger) == [("ring_full", "file.open", 2, 7)]


def test_corrupt_record_is_a_loss_of_its_kind() -> None:
    ledger = LossLedger("urgent")
    ledger.corrupt("tail")
    assert told(ledger) == [("corrupt_record", "tail", 1, 1)]


def test_gap_that_a_drop_explains_is_not_told_twice() -> None:
    ledger = LossLedger("urgent")
    for sequence in (0, 1, 4):
        ledger.arrived(sequence)
    ledger.dropped("process.exec", 2)
    assert told(ledger) == [("ring_full", "process.exec", 2, 2)]
    assert told(ledger) == [] and ledger.unexplained() == 0


def test_gap_is_told_when_it_stays() -> None:
    ledger = LossLedger("urgent")
    ledger.arrived(0)
    ledger.arrived(3)
    assert told(ledger) == []
    assert told(ledger) == [("sequence_gap", None, 2, 2)]
    assert ledger.total() == 2


def test_second_gap_is_told_after_the_first() -> None:
    ledger = LossLedger("urgent")
    for sequence in (0, 3):
        ledger.arrived(sequence)
    told(ledger)
    assert told(ledger) == [("sequence_gap", None, 2, 2)]
    ledger.arrived(10)
    assert told(ledger) == []
    assert told(ledger) == [("sequence_gap", None, 6, 8)] and ledger.total() == 8


def test_gap_that_closes_is_no_loss() -> None:
    ledger = LossLedger("urgent")
    ledger.arrived(1)
    ledger.arrived(3)
    assert told(ledger) == []
    ledger.arrived(2)
    assert told(ledger) == [] and ledger.total() == 0


@given(st.permutations(range(8)), st.sets(st.integers(0, 7)))
def test_numbers_in_any_order_account_for_exactly_what_is_missing(order: list[int], missing: set[int]) -> None:
    ledger = LossLedger("bulk")
    kept = [number for number in order if number not in missing]
    for number in kept:
        ledger.arrived(number)
    expected = max(kept) - min(kept) + 1 - len(kept) if kept else 0
    assert ledger.unexplained() == expected


def test_what_an_agent_before_us_told_is_neither_told_again_nor_taken_for_our_loss() -> None:
    ledger = LossLedger("bulk")
    ledger.resume("file.open", 5)
    ledger.dropped("file.open", 5)
    assert told(ledger) == [] and ledger.total() == 0
    for sequence in (100, 101, 104):
        ledger.arrived(sequence)
    ledger.dropped("file.open", 7)
    assert told(ledger) == [("ring_full", "file.open", 2, 7)]
    assert ledger.unexplained() == 0 and ledger.total() == 2
