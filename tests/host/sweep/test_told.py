from hypothesis import given
from hypothesis import strategies as st

from redshank.events._generated.types import HostState
from redshank.host.sweep.told import DIGEST_BYTES, Told, digest_of


def fact(path: str, time: int = 1, check: str = "startup") -> HostState:
    return HostState(timestamp=time, sweep_check=check, file_path=path, sweep_time_from="changed")


def test_a_finding_is_told_once_and_again_when_it_changed_or_came_back() -> None:
    told = Told()
    assert not told.is_known(fact("/a"))
    told.end_round()
    again = Told.read(told.plain())
    assert again.is_known(fact("/a")) and not again.is_known(fact("/a", time=2)) and not again.is_known(fact("/b"))
    again.end_round()
    again.end_round()
    assert not again.is_known(fact("/a"))


def test_connections_are_told_each_time() -> None:
    told = Told()
    assert not told.is_known(fact("", check="connections")) and not told.is_known(fact("", check="connections"))


@given(st.lists(st.text(max_size=8), max_size=20), st.binary(max_size=40))
def test_what_was_told_survives_a_restart(paths: list[str], rest: bytes) -> None:
    told = Told()
    for path in paths:
        told.is_known(fact(path))
    told.end_round()
    again = Told.read(told.plain() + rest[: len(rest) % DIGEST_BYTES])
    assert all(again.is_known(fact(path)) for path in paths)


def test_moment_of_a_look_is_no_part_of_a_finding() -> None:
    one, two = (HostState(timestamp=time, sweep_check="modules", module_name="zfs", sweep_time_from="now") for time in (1, 2))
    assert digest_of(one) == digest_of(two)
