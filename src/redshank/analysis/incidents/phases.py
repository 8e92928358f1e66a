"""Which phase of a break-in an alert tells of, by the tactics and techniques of its rule. Pure."""

from collections.abc import Sequence

from redshank.findings.incident import PHASES, Phase

BY_TACTIC: dict[str, Phase] = {
    "TA0043": "entry", "TA0042": "entry", "TA0001": "entry", "TA0002": "execution", "TA0003": "persistence", "TA0004": "privilege",
    "TA0005": "hiding", "TA0006": "credentials", "TA0007": "discovery", "TA0008": "lateral", "TA0009": "effect", "TA0010": "effect",
    "TA0011": "control", "TA0040": "effect",
}  # fmt: skip
BY_TECHNIQUE: dict[str, Phase] = {"T1110": "entry", "T1078": "entry", "T1190": "entry", "T1133": "entry", "T1505": "persistence"}
"""Where a technique tells more than its tactic: guessing passwords is how they come in, whatever ATT&CK files it under."""


def phases_of(tactics: Sequence[str], techniques: Sequence[str]) -> tuple[Phase, ...]:
    """The phases, first the one that the techniques name; empty for rules that have neither."""
    found = [BY_TECHNIQUE[technique[:5]] for technique in techniques if technique[:5] in BY_TECHNIQUE]
    found += sorted({BY_TACTIC[tactic] for tactic in tactics if tactic in BY_TACTIC}, key=PHASES.index)
    return tuple(dict.fromkeys(found))
