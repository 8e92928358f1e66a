"""Lists of one entry a line: plain values, hosts files, dnsmasq configuration."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from redshank.analysis.intel.reading import Found, Shape, Tally, lines, read_word

_COMMENT = ("#", ";", "//")
_END = re.compile(r"[\s,;]")
_OWN_NAMES = frozenset((
    "localhost", "localhost.localdomain", "local", "broadcasthost", "ip6-localhost", "ip6-loopback", "ip6-localnet", "ip6-mcastprefix",
    "ip6-allnodes", "ip6-allrouters", "ip6-allhosts",
))  # fmt: skip
"""What hosts files say of the machine itself."""
_DNSMASQ = re.compile(r"\s*(?:address|server|local|ipset)=/(.*)/")


def read_plain(file: BinaryIO, tally: Tally, shape: Shape) -> Iterator[Found]:
    """One value a line, as .netset, .ipset, `address<TAB>count` and trails have them; what follows it is not looked at."""
    for number, line in lines(file, tally):
        text = line.strip().strip("\ufeff")
        if not text or text.startswith(_COMMENT):
            continue
        word = _END.split(text, maxsplit=1)[0].split("#", 1)[0].strip("\"'")
        if word and (value := read_word(word, f"line {number}", tally)):
            yield Found(value)


def read_hosts(file: BinaryIO, tally: Tally, shape: Shape) -> Iterator[Found]:
    """`0.0.0.0 NAME NAME # comment`: the names; what the file says of its own machine is left."""
    for number, line in lines(file, tally):
        words = line.split("#", 1)[0].split()
        for name in words[1:]:
            if name.lower() not in _OWN_NAMES and (value := read_word(name, f"line {number}", tally)):
                yield Found(value)
        if len(words) == 1:
            tally.refuse(f"line {number}", "not_understood", line)


def read_dnsmasq(file: BinaryIO, tally: Tally, shape: Shape) -> Iterator[Found]:
    """`address=/NAME/…` and its kin: the names."""
    for number, line in lines(file, tally):
        text = line.split("#", 1)[0].strip()
        if not text:
            continue
        found = _DNSMASQ.match(text)
        if found is None:
            tally.refuse(f"line {number}", "not_understood", line)
            continue
        for name in found[1].split("/"):
            if name and (value := read_word(name, f"line {number}", tally)):
                yield Found(value)
