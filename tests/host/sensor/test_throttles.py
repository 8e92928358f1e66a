from hypothesis import given
from hypothesis import strategies as st

from redshank.events._generated.types import AgentThrottled
from redshank.host.sensor.throttles import Throttles


def word(count: int) -> AgentThrottled:
    return AgentThrottled(timestamp=1, throttled_type="file.open", throttled_count=count, throttled_by="user", user_id=7, process_pid=9)


def test_rest_is_told_once_the_count_stands_still_with_whose_it_was_last() -> None:
    throttles = Throttles()
    throttles.take(word(5))
    assert throttles.rest("file.open", 8, 2) == []
    (rest,) = throttles.rest("file.open", 8, 3)
    assert isinstance(rest, AgentThrottled)
    assert (rest.throttled_count, rest.throttled_total, rest.user_id, rest.process_pid, rest.throttled_by) == (3, 8, 7, 9, "user")
    assert throttles.rest("file.open", 8, 4) == []


def test_what_an_earlier_run_told_is_not_told_again() -> None:
    throttles = Throttles()
    throttles.resume("file.open", 8)
    assert throttles.rest("file.open", 8, 1) == throttles.rest("file.open", 8, 2) == []


@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), max_size=30))
def test_in_the_end_all_that_was_held_back_is_told(steps: list[tuple[int, bool]]) -> None:
    throttles, total, told = Throttles(), 0, 0
    for count, spoken in steps:
        total += count
        if spoken and count:
            throttles.take(word(count))
            told += count
        told += sum(e.throttled_count for e in throttles.rest("file.open", total, 1) if isinstance(e, AgentThrottled) and e.throttled_count)
    for _ in range(2):
        told += sum(e.throttled_count for e in throttles.rest("file.open", total, 1) if isinstance(e, AgentThrottled) and e.throttled_count)
    assert told == total
