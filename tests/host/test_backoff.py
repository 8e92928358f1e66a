from hypothesis import given
from hypothesis import strategies as st

from redshank.host.backoff import Backoff


def test_bound_doubles_up_to_a_minute_and_a_success_begins_anew() -> None:
    backoff = Backoff(lambda: 1.0)
    assert [backoff.failed() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    backoff.worked()
    assert backoff.failed() == 1


@given(st.floats(0, 1), st.integers(0, 2000))
def test_wait_lies_between_nothing_and_the_bound(chance: float, failures: int) -> None:
    backoff = Backoff(lambda: chance)
    backoff.failures = failures
    assert 0 <= backoff.failed() <= 60
