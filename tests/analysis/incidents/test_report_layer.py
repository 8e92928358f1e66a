import json

import pytest

from redshank.analysis.incidents.report_layer import layer
from redshank.cli.rules import coverage
from tests.analysis.incidents.played import HOSTILE, breach_report, hostile_report


def test_layer_scores_techniques_by_how_sure_their_steps_are():
    report = breach_report()
    flat = layer(report)
    found = {one["techniqueID"]: one for one in flat["techniques"]}
    assert found["T1554"]["score"] == max(step.confidence for step in report.case.steps if step.technique == "T1554")
    assert "2026-11-24 20:17:01 /usr/bin/ps is not the one of package procps" in found["T1554"]["comment"]
    assert found.keys() == {technique for one in report.case.incident.members.values() for technique in one.techniques}
    assert len(flat["techniques"]) == len(found)


def test_layer_has_the_form_of_the_one_of_all_rules():
    ours, theirs = layer(breach_report()), coverage.layer([])
    assert ours.keys() == theirs.keys()
    assert ours["versions"] == theirs["versions"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_claims_are_printable_lines(text):
    flat = layer(hostile_report(text))
    assert json.loads(json.dumps(flat)) == flat
    assert all(line.isprintable() for one in flat["techniques"] for line in one["comment"].splitlines())
