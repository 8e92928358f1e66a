import pytest

from redshank.events.generate.builders import PLAIN
from redshank.events.generate.layout import kernel_types
from redshank.events.table import COMMON, TYPES, kernel_tails
from tests.generated import build


@pytest.mark.parametrize("event_type", TYPES, ids=lambda event_type: event_type.name)
def test_type_has_a_builder_that_takes_its_fields(event_type):
    event = getattr(build, event_type.identifier)(host_name="web-04")
    assert (event.event_action, event.host_name, event.process_pid) == (event_type.name, "web-04", 4242)


@pytest.mark.parametrize("event_type", kernel_types(), ids=lambda event_type: event_type.name)
def test_kernel_type_has_a_record_with_its_own_length(event_type):
    tails = [b"x" * (number + 1) for number, _ in enumerate(kernel_tails(event_type))]
    record = getattr(build, f"record_{event_type.identifier}")(*tails)
    assert int.from_bytes(record[4:8], "little") == len(record)
    assert record.endswith(b"".join(len(tail).to_bytes(2, "little") + tail for tail in tails))


def test_plausible_values_are_for_fields_that_exist():
    assert {field.name for field in COMMON} >= set(PLAIN)
