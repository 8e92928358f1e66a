"""The techniques of an incident as a layer of the ATT&CK Navigator: a technique's score is how sure its step is. Pure."""

from typing import Any

from redshank.analysis.incidents.report import Report, heading
from redshank.analysis.incidents.words import clean, stamp
from redshank.findings.incident import Step

LAYER_VERSIONS = {"attack": "18", "navigator": "5.1.0", "layer": "4.5"}
"""Of the format, from the Navigator's own description of layers."""
MAX_CLAIMS = 20
_BESIDE = "a rule names it beside its first technique"


def layer(report: Report) -> dict[str, Any]:
    """The layer: a technique once, with the claims of its steps; further techniques of their alerts with the lowest score."""
    steps: dict[str, list[Step]] = {}
    for step in report.case.steps:
        if step.technique:
            steps.setdefault(step.technique, []).append(step)
    others = {one for member in report.case.incident.members.values() for one in member.techniques} - steps.keys()
    return {
        "name": clean(heading(report)),
        "versions": LAYER_VERSIONS,
        "domain": "enterprise-attack",
        "description": f"Techniques of incident {clean(report.case.incident.id)}; the score is the confidence of the step, 0 to 100",
        "filters": {"platforms": ["Linux"]},
        "gradient": {"colors": ["#fbe9e7", "#8c0d1b"], "minValue": 0, "maxValue": 100},
        "techniques": [
            *(_technique(technique, found) for technique, found in sorted(steps.items())),
            *({"techniqueID": one, "score": 1, "comment": _BESIDE, "enabled": True} for one in sorted(others)),
        ],
    }


def _technique(technique: str, steps: list[Step]) -> dict[str, Any]:
    claims = [f"{stamp(step.at_ns)} {clean(step.claim, 240)}" for step in steps[:MAX_CLAIMS]]
    more = [f"and {len(steps) - MAX_CLAIMS} more"] if len(steps) > MAX_CLAIMS else []
    score = max(step.confidence for step in steps)
    return {"techniqueID": technique, "score": score, "comment": "\n".join([*claims, *more]), "enabled": True}
