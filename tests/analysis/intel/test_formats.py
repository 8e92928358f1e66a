import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.intel.formats import READERS, detect_format
from redshank.analysis.intel.reading import Shape, Tally


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"# list\n198.18.0.9\n198.18.0.0/24\n", "plain"),
        (b"198.18.0.9\t7\n198.18.0.10\t3\n", "plain"),
        (b"", "plain"),
        (b"\xff\xfe\x00", "plain"),
        (b"# hosts\n0.0.0.0 evil.example\n0.0.0.0 bad.example\n", "hosts"),
        (b"address=/evil.example/0.0.0.0\n", "dnsmasq"),
        (b'# x\n"a","b"\n"c","d"\n', "csv"),
        (b"2026-11-01,198.18.0.9,443\n", "csv"),
        (b'{"type": "bundle", "id": "x"}', "stix"),
        (b'\n{"Event": {}}', "misp"),
    ],
)
def test_format_is_told_by_the_first_lines(head, name):
    assert detect_format(head) == name
    assert name in READERS


KEYS = ("type", "objects", "Event", "Attribute", "Object", "response", "value", "pattern", "to_ids")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=12,
)


@given(st.binary(max_size=300) | JSON.map(lambda document: json.dumps(document).encode()), st.sampled_from(sorted(READERS)))
def test_no_document_raises_in_any_reader(raw, name):
    assert detect_format(raw) in READERS
    tally = Tally()
    found = list(READERS[name](io.BytesIO(raw), tally, Shape()))
    assert len(found) + sum(tally.refused.values()) <= 2 * len(raw) + 1
