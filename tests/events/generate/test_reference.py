from redshank.events.generate.reference import render
from redshank.events.table import RESERVED, TYPES, all_fields


def test_page_has_every_type_field_and_reserved_name():
    for name in (*(event_type.name for event_type in TYPES), *RESERVED.values(), *(field.name for field in all_fields())):
        assert name in render()


def test_page_has_rows_of_four_cells():
    rows = [line for line in render().splitlines() if line.startswith("| ")]
    assert {line.count(" | ") for line in rows} == {3}
