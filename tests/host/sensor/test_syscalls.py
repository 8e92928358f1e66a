from redshank.host.sensor.programs import LIGHT_HANDLERS
from redshank.host.sensor.syscalls import COMPAT, NATIVE, name_of


def test_each_number_reaches_one_handler_only() -> None:
    for table in (NATIVE, COMPAT):
        numbers = [number for calls in table.values() for number in calls]
        assert len(numbers) == len(set(numbers)) and max(numbers) < 512


def test_both_tables_have_the_same_handlers() -> None:
    assert set(NATIVE) == set(COMPAT) - {"net_socketcall"} and set(LIGHT_HANDLERS) < set(NATIVE)


def test_numbers_of_the_two_tables_are_never_mixed() -> None:
    assert name_of(175, compat=False) == "init_module" and name_of(128, compat=True) == "init_module"
    assert name_of(175, compat=True) == "#175"
