from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from redshank.analysis.detect.known import Entry, KnownKeys

KEYS, SECONDS = st.integers(0, 40), st.integers(0, 1000)
ENTRIES = st.builds(Entry, KEYS, SECONDS, SECONDS, st.integers(0, 3))


class Beside(RuleBasedStateMachine):
    """The arrays beside a dictionary."""

    def __init__(self):
        super().__init__()
        self.known, self.model = KnownKeys(16), {}

    @rule(entry=ENTRIES)
    def put(self, entry):
        full = len(self.model) >= 16 and entry.key not in self.model
        gone = self.known.put(entry)
        assert bool(gone) == full
        if gone:
            oldest = min(each.last for each in self.model.values())
            assert all(self.model[key].last == oldest for key in gone)
        for key in gone:
            del self.model[key]
        self.model[entry.key] = entry

    @rule(before=SECONDS)
    def expire(self, before):
        gone = self.known.expire(before)
        assert sorted(gone) == sorted(key for key, entry in self.model.items() if entry.last < before)
        for key in gone:
            del self.model[key]

    @invariant()
    def agrees(self):
        assert len(self.known) == len(self.model) <= 16
        assert self.known.entries() == sorted(self.model.values(), key=lambda entry: entry.key)
        assert all(self.known.find(key) == self.model.get(key) for key in range(41))


def test_arrays_hold_what_a_dictionary_would_and_are_bounded():
    run_state_machine_as_test(Beside, settings=settings(max_examples=40, stateful_step_count=30, deadline=None))


@given(st.lists(ENTRIES, unique_by=lambda entry: entry.key, max_size=30), st.integers(1, 40))
def test_read_back_in_order_is_the_same_as_put(entries, most):
    put, read = KnownKeys(40), KnownKeys(most)
    for entry in entries:
        put.put(entry)
    taken = sum(read.append(entry) for entry in put.entries())
    assert read.entries() == put.entries()[:most]
    assert taken == len(read)


def test_a_key_takes_twenty_bytes():
    known = KnownKeys(10)
    assert sum(part.itemsize for part in (known.keys, known.firsts, known.lasts, known.marks)) == 20
