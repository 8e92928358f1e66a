import json

import pytest

from redshank.analysis.incidents.report_json import json_bytes, json_report, plain
from tests.analysis.incidents.played import HOSTILE, breach_report, hostile_report


def test_json_holds_everything_and_reads_back_the_same():
    flat = json_report(breach_report())
    assert json.loads(json_bytes(flat)) == flat
    assert len(flat["alerts"]) == 45
    assert flat["clock"]["breach"] == "2026-11-24T20:16:56.646931Z"
    assert flat["family"]["name"] == "BillGates" and flat["entry"]["confidence"] == 90
    assert all(sentence.keys() == {"topic", "text", "evidence", "alerts"} for sentence in flat["story"])
    assert flat["incident"]["simulated"] is True


def test_same_report_gives_the_same_bytes():
    assert json_bytes(json_report(breach_report())) == json_bytes(json_report(breach_report()))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_strings_that_every_reader_takes(text):
    flat = json_report(hostile_report(text))
    json.dumps(flat, ensure_ascii=False).encode()
    assert flat["alerts"][0]["title"] == text.encode("utf-8", "backslashreplace").decode()


def test_half_a_pair_of_surrogates_becomes_an_escape():
    assert plain({"a": ["\udcff", 1, None]}) == {"a": ["\\udcff", 1, None]}
