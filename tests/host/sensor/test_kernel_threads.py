import pytest

from redshank.host.sensor.kernel_threads import looks_like_kernel_thread


@pytest.mark.parametrize(
    "word",
    [
        "[kworker/0:1]",
        "[kthreadd]",
        "kworker/u8:2-events",
        "kswapd0",
        "[anything-at-all]",
        "ksoftirqd/1",
        "rcu_sched",
        "jbd2/sda1-8",
        "kdevtmpfs",
    ],
)
def test_names_of_kernel_threads_are_known(word: str) -> None:
    assert looks_like_kernel_thread(word)


@pytest.mark.parametrize(
    "word", ["[", "[[", "bash", "kdevtmpfsi", "watchdog", "kworkerds", "[ -f x ]", "netns-tool", "", "kwin_x11", "md5sum", "[a"]
)
def test_other_names_are_not(word: str) -> None:
    assert not looks_like_kernel_thread(word)
