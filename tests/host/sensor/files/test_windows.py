from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.files.windows import HELD_NS, LONGEST_NS, MAX_WINDOWS, QUIET_NS, Windows

KEY = (None, b"f", 1)


def test_first_is_news_and_quick_repeats_are_not() -> None:
    windows = Windows()
    assert [windows.news(KEY, at) for at in (0, QUIET_NS, 2 * QUIET_NS)] == [True, False, False]


def test_change_after_a_pause_is_news() -> None:
    windows = Windows()
    windows.news(KEY, 0)
    assert windows.news(KEY, QUIET_NS + 1)


def test_repeats_without_a_pause_are_news_again_after_the_longest_time() -> None:
    windows, told = Windows(), []
    for at in range(0, 3 * LONGEST_NS, QUIET_NS // 2):
        if windows.news(KEY, at):
            told.append(at)
    assert len(told) == 3


def test_other_process_is_news() -> None:
    windows = Windows()
    windows.news(KEY, 0)
    assert windows.news((None, b"f", 2), 0)


def test_writer_of_its_own_file_is_told_again_only_when_done() -> None:
    windows = Windows()
    assert windows.news(KEY, 0, held=True)
    assert not windows.news(KEY, HELD_NS, held=True)
    assert windows.close(KEY, HELD_NS)
    assert not windows.close(KEY, HELD_NS)


def test_close_right_after_is_the_same_story() -> None:
    windows = Windows()
    windows.news(KEY, 0)
    windows.news(KEY, 1)
    assert not windows.close(KEY, LONGEST_NS)
    assert not windows.close((None, b"other", 1), LONGEST_NS)


def test_end_makes_the_next_change_news() -> None:
    windows = Windows()
    windows.news(KEY, 0)
    windows.end(KEY)
    assert windows.news(KEY, 1)


def test_move_keeps_the_window() -> None:
    windows, new = Windows(), (None, b"g", 1)
    windows.news(KEY, 0)
    windows.move(KEY, new)
    assert not windows.news(new, 1)
    windows.move(KEY, new)
    assert not windows.news(new, 1)


@given(st.integers(1, 3))
def test_number_of_windows_is_bounded(step_ns: int) -> None:
    windows = Windows()
    for number in range(MAX_WINDOWS + 10):
        windows.news((None, b"", number), number * step_ns)
    assert len(windows) <= MAX_WINDOWS
