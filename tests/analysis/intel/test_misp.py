import io
import json

import pytest

from redshank.analysis.intel.list_lines import Domain, FileHash
from redshank.analysis.intel.misp import read_misp
from redshank.analysis.intel.prefixes import parse_prefix
from redshank.analysis.intel.reading import Shape, Tally

MD5 = "0f" * 16


def attribute(kind, value, to_ids=True, **more):
    return {"type": kind, "value": value, "to_ids": to_ids} | more


EVENT = {
    "info": "x",
    "Attribute": [
        attribute("ip-dst|port", "198.18.0.9|443"),
        attribute("domain", "evil.example"),
        attribute("domain", "innocent.example", to_ids=False),
        attribute("domain", "gone.example", deleted=True),
        attribute("comment", "text"),
        {"type": 7},
    ],
    "Object": [{"Attribute": [attribute("filename|md5", f"x.sh|{MD5}")]}, {"deleted": True, "Attribute": [attribute("md5", MD5)]}],
}


def read(document):
    tally = Tally()
    return [found.value for found in read_misp(io.BytesIO(json.dumps(document).encode()), tally, Shape())], tally


@pytest.mark.parametrize(
    "document", [{"Event": EVENT}, EVENT, [{"Event": EVENT}], [EVENT], {"response": [{"Event": EVENT}]}, {"response": EVENT}]
)
def test_event_is_read_however_it_is_wrapped(document):
    found, tally = read(document)
    assert found == [parse_prefix("198.18.0.9"), Domain("evil.example"), FileHash(bytes.fromhex(MD5))]
    assert tally.refused == {"not_for_detection": 1, "other_type": 1, "not_understood": 1}


def test_name_and_address_of_one_attribute_are_both_taken():
    found, _ = read({"Attribute": [attribute("domain|ip", "evil.example|198.18.0.9")]})
    assert found == [Domain("evil.example"), parse_prefix("198.18.0.9")]


def test_other_documents_are_refused():
    assert read({"x": 1})[1].refused == {"not_understood": 1}
