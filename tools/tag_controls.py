"""Writes into the shipped rules' tags which controls of PCI DSS, HIPAA, SOC 2 and ISO 27001 they serve: by topic (folder) and technique.

Can be run again at any time: what is there already stays. `python tools/tag_controls.py [FILE…]`, all rules where none is named.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

RULES = Path(__file__).resolve().parent.parent / "rules" / "linux"
TOPICS = {
    "agent": ("pci_dss.10.7.2", "hipaa.164.312.b", "soc2.cc7.2", "iso27001.a.8.15"),
    "authentication": ("pci_dss.8.3.4", "pci_dss.10.2.1.4", "hipaa.164.308.a.5.ii", "hipaa.164.312.d", "soc2.cc6.1", "iso27001.a.8.5"),
    "collection": ("soc2.cc6.7", "iso27001.a.8.12"),
    "credentials": ("pci_dss.8.3.2", "hipaa.164.312.a.1", "soc2.cc6.1", "iso27001.a.5.17"),
    "discovery": ("pci_dss.11.5.1", "soc2.cc7.2", "iso27001.a.8.16"),
    "evasion": ("pci_dss.10.3.2", "hipaa.164.312.b", "soc2.cc7.2", "iso27001.a.8.15"),
    "execution": ("pci_dss.5.2.2", "hipaa.164.308.a.5.ii", "soc2.cc6.8", "iso27001.a.8.7"),
    "exfiltration": ("hipaa.164.312.e.1", "soc2.cc6.7", "iso27001.a.8.12"),
    "impact": ("hipaa.164.308.a.7.ii", "soc2.cc7.3", "iso27001.a.8.13"),
    "integrity": ("pci_dss.11.5.2", "hipaa.164.312.c.1", "soc2.cc7.1", "iso27001.a.8.9"),
    "kernel": ("pci_dss.11.5.2", "soc2.cc6.8", "iso27001.a.8.19"),
    "lateral": ("pci_dss.11.5.1", "soc2.cc6.6", "iso27001.a.8.22"),
    "network": ("pci_dss.11.5.1", "soc2.cc6.6", "iso27001.a.8.20"),
    "persistence": ("pci_dss.11.5.2", "soc2.cc7.1", "iso27001.a.8.9"),
    "privilege": ("pci_dss.10.2.1.2", "hipaa.164.308.a.4.ii", "soc2.cc6.3", "iso27001.a.8.2"),
    "services": ("pci_dss.6.4.1", "pci_dss.11.5.1", "soc2.cc7.2", "iso27001.a.8.26"),
}
_ACCOUNTS = ("pci_dss.10.2.1.5", "iso27001.a.5.18")
TECHNIQUES = {
    "attack.t1070.002": ("pci_dss.10.3.2",),
    "attack.t1070.003": ("pci_dss.10.3.2",),
    "attack.t1098": _ACCOUNTS,
    "attack.t1098.004": _ACCOUNTS,
    "attack.t1098.007": _ACCOUNTS,
    "attack.t1136.001": ("pci_dss.10.2.1.5", "iso27001.a.5.16"),
    "attack.t1490": ("hipaa.164.308.a.7.ii", "iso27001.a.8.13"),
    "attack.t1505.003": ("pci_dss.11.5.2",),
    "attack.t1531": _ACCOUNTS,
    "attack.t1548.003": ("pci_dss.10.2.1.2", "iso27001.a.8.2"),
    "attack.t1562.001": ("pci_dss.10.7.2", "pci_dss.5.3.5"),
    "attack.t1562.004": ("pci_dss.1.2.2",),
    "attack.t1562.012": ("pci_dss.10.7.2",),
}
_TAGS = re.compile(r"(?m)^tags:\n((?: *- .*\n)+)")
_SOURCE = re.compile(r"(?m)^(?=(?:logsource|correlation):)")


def main(words: list[str]) -> int:
    """Entry of the command."""
    files = [Path(word) for word in words] or sorted(RULES.rglob("*.yml"))
    changed = [file for file in files if not file.name.endswith(".test.yml") and _write(file)]
    print(f"controls: {len(changed)} rule files changed")
    return 0


def _write(file: Path) -> bool:
    before = file.read_text()
    after = "---\n".join(tagged(document, file.parent.name) for document in before.split("---\n"))
    if after == before:
        return False
    file.write_text(after)
    return True


def tagged(document: str, topic: str) -> str:
    """One rule with the tags it lacks; a rule that never alerts by itself is left as it is."""
    if "\nredshank:" not in document or "  hidden: true" in document:
        return document
    found = _TAGS.search(document)
    have = re.findall(r"- (\S+)", found[1]) if found else []
    lines = "".join(f"  - {tag}\n" for tag in _missing(have, topic))
    if not lines:
        return document
    if found:
        return document[: found.end()] + lines + document[found.end() :]
    return _SOURCE.sub(f"tags:\n{lines}", document, count=1)


def _missing(have: Iterable[str], topic: str) -> list[str]:
    have = tuple(have)
    wanted = [*TOPICS.get(topic, ()), *(control for tag in have for control in TECHNIQUES.get(tag, ()))]
    return [tag for tag in dict.fromkeys(wanted) if tag not in have]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
