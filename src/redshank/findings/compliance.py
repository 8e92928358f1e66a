"""Controls of standards as rules name them in tags: `pci_dss.10.2.1`, `hipaa.164.312.b`, `soc2.cc7.2`, `iso27001.a.8.15`.

PCI DSS is version 4, ISO 27001 the Annex A of 2022. A tag says that what the rule sees serves the control, not that it is met.
"""

import re
from collections.abc import Iterable

CONTROLS = {
    "pci_dss": re.compile(r"(?:1[0-2]|[1-9])(?:\.\d{1,2}){1,3}"),
    "hipaa": re.compile(r"164\.3(?:08|10|12|14|16)(?:\.[a-e](?:\.[1-8](?:\.(?:i|ii|iii|iv))?)?)?"),
    "soc2": re.compile(r"cc[1-9]\.\d"),
    "iso27001": re.compile(r"a\.[5-8]\.(?:[1-9]|[12]\d|3[0-7])"),
}
"""Short name of a standard to the form of its controls."""


def is_known(tag: str) -> bool:
    """False for a tag of one of the standards that is no control of it in form; true for every other tag."""
    standard, _, control = tag.lower().partition(".")
    return standard not in CONTROLS or CONTROLS[standard].fullmatch(control) is not None


def controls(tags: Iterable[str], standard: str) -> tuple[str, ...]:
    """The controls of one standard among tags, in order, without its name."""
    begin = f"{standard}."
    return tuple(tag.lower().removeprefix(begin) for tag in tags if tag.lower().startswith(begin) and is_known(tag))
