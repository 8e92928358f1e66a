"""The formats that indicators come in: their readers, and which of them a document is."""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from redshank.analysis.intel.csv_lists import read_csv
from redshank.analysis.intel.misp import read_misp
from redshank.analysis.intel.reading import Found, Shape, Tally
from redshank.analysis.intel.stix import read_stix
from redshank.analysis.intel.text_lists import read_dnsmasq, read_hosts, read_plain

Reader = Callable[[BinaryIO, Tally, Shape], Iterator[Found]]

READERS: dict[str, Reader] = {
    "plain": read_plain, "csv": read_csv, "hosts": read_hosts, "dnsmasq": read_dnsmasq, "stix": read_stix, "misp": read_misp,
}  # fmt: skip
"""Every format by name."""

HEAD_BYTES = 16_384
_HOSTS_LINE = re.compile(r"(?:0\.0\.0\.0|127\.[0-9.]+|::1?|fe80::\S+)\s+\S")
_DNSMASQ_LINE = re.compile(r"(?:address|server|local)=/")


def detect_format(head: bytes) -> str:
    """The format a document's first HEAD_BYTES look like; plain, where nothing tells."""
    text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if text.startswith(("{", "[")):
        return "stix" if re.search(r'"type"\s*:\s*"bundle"|"spec_version"|"pattern_type"', text) else "misp"
    body = [line.strip() for line in text.splitlines() if line.strip()]
    values = [line for line in body if not line.startswith(("#", ";", "//"))]
    if _share(values, _DNSMASQ_LINE.match) > 0.5:
        return "dnsmasq"
    if _share(values, _HOSTS_LINE.match) > 0.5:
        return "hosts"
    return "csv" if _share(values, lambda line: line.startswith('"') or any(line.count(sign) > 1 for sign in ",;\t|")) > 0.5 else "plain"


def _share(lines: list[str], fits: Callable[[str], object]) -> float:
    return sum(1 for line in lines if fits(line)) / len(lines) if lines else 0.0
