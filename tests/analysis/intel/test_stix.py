import io
import json

from redshank.analysis.intel.list_lines import Domain
from redshank.analysis.intel.reading import Found, Shape, Tally
from redshank.analysis.intel.stix import read_stix
from tests.analysis.intel.making import prefix

NOW_NS = 1_795_000_000 * 10**9


def read(*objects, least=0, **bundle):
    tally, document = Tally(), {"type": "bundle", "objects": list(objects)} | bundle
    return list(read_stix(io.BytesIO(json.dumps(document).encode()), tally, Shape("", least, NOW_NS))), tally


def indicator(pattern="[domain-name:value = 'evil.example']", **more):
    return {"type": "indicator", "id": "indicator--1", "pattern": pattern, "pattern_type": "stix"} | more


def test_indicator_in_force_gives_its_values_and_its_end():
    found, _ = read(indicator(), indicator("[ipv4-addr:value = '198.18.0.9']", valid_until="2027-01-01T00:00:00Z"))
    assert found == [Found(Domain("evil.example")), Found(prefix("198.18.0.9"), 1_798_761_600 * 10**9)]


def test_revoked_ended_unsure_and_foreign_indicators_are_left_and_counted():
    _, tally = read(
        indicator(revoked=True),
        indicator(valid_until="2026-01-01T00:00:00Z"),
        indicator(valid_until="soon"),
        indicator(confidence=10),
        indicator(pattern_type="snort"),
        indicator("[process:name = 'x']"),
        least=50,
    )
    assert tally.refused == {"revoked": 1, "ended": 1, "bad_time": 1, "low_confidence": 1, "pattern_not_understood": 2}


def test_bad_object_is_counted_with_its_place_and_the_next_is_read():
    found, tally = read({"type": "indicator", "pattern": 7}, {"type": "malware", "name": "x"}, "text", indicator())
    assert found == [Found(Domain("evil.example"))]
    assert tally.refused == {"not_understood": 2}
    assert tally.samples[0].startswith("objects[0]: not understood")


def test_document_that_is_no_bundle_is_refused():
    tally = Tally()
    assert list(read_stix(io.BytesIO(b'{"type": "bundle"}'), tally, Shape())) == []
    assert tally.refused == {"not_understood": 1}
