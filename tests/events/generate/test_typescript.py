import re

from redshank.events.generate.typescript import render
from redshank.events.table import TYPES, all_fields


def test_wide_integers_are_text_and_narrow_ones_numbers():
    wide = [field for field in all_fields() if field.kind in ("u64", "i64")]
    assert wide
    assert all(f'"{field.name}"?: string;' in render() for field in wide)
    assert '"process.pid"?: number;' in render()


def test_only_the_time_is_always_there():
    assert '"@timestamp": string;' in render()
    assert re.findall(r'^  "([^"]+)": ', render(), re.MULTILINE).count("event.action") == len(TYPES)


def test_every_type_is_one_interface_told_apart_by_its_action():
    assert re.findall(r'"event.action": "([a-z_.]+)"', render()) == [event_type.name for event_type in TYPES]
    assert re.findall(r"^  \| (\w+)", render(), re.MULTILINE) == [event_type.class_name for event_type in TYPES]
