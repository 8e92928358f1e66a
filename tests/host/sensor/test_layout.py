"""The compiled object's own BTF against the event table: what the kernel side writes is what the decoder reads."""

import pytest

from redshank.events.generate.layout import fixed_slots, header_bytes, header_slots, kernel_types
from redshank.host.sensor import programs
from tests.host.sensor.btf import structs


@pytest.fixture(scope="module")
def built() -> dict[str, tuple[int, dict[str, int]]]:
    assert programs.OBJECT.exists(), "no BPF object: run `make build`"
    return structs(programs.OBJECT)


def test_head_lies_where_the_table_says(built: dict[str, tuple[int, dict[str, int]]]) -> None:
    size, members = built["rs_header"]
    assert size == header_bytes()
    assert members == {slot.name: slot.offset for slot in header_slots()}


@pytest.mark.parametrize("event_type", kernel_types(), ids=lambda event_type: str(event_type.name))
def test_record_lies_where_the_table_says(event_type: object, built: dict[str, tuple[int, dict[str, int]]]) -> None:
    from redshank.events.field import EventType

    assert isinstance(event_type, EventType)
    size, members = built[f"rs_{event_type.identifier}"]
    slots = fixed_slots(event_type)
    assert size == (slots[-1].offset + slots[-1].size if slots else header_bytes())
    assert members == {"header": 0} | {slot.name: slot.offset for slot in slots}
