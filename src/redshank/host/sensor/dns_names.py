"""Names for the addresses that DNS answers gave: what a connection was meant to reach.

An address is remembered for the process that was answered and, apart, for the host: a resolver of its own asks in the
name of others. What a process was told itself comes first, so that another cannot put a name on its connections.
"""

from collections import OrderedDict
from typing import Any

from redshank.events import Event

MAX_ENTRIES = 4096
"""Names kept, about 300 bytes each with their keys."""
MIN_LIFE_S, MAX_LIFE_S = 300, 86_400
"""A program connects again to an address it holds after the record's time is over; a record may ask for 68 years."""
_HOST = ""
_NS = 1_000_000_000
_ADDRESSES = ("A", "AAAA")
_MAPPED = "::ffff:"


class DnsNames:
    """Bounded: the oldest name goes first, and is counted."""

    def __init__(self, most: int = MAX_ENTRIES) -> None:
        self._most = most
        self._names: OrderedDict[tuple[str, str], tuple[str, int]] = OrderedDict()
        self.forgotten = 0

    def __len__(self) -> int:
        return len(self._names)

    def take(self, event: Event) -> None:
        """Learn from an answer, or put its name on a connection; other events stay as they are."""
        action = event.event_action
        if action == "net.connect":
            self._name(event)
        elif action == "net.dns":
            self._learn(event)

    def _name(self, event: Any) -> None:
        address = _plain(event.destination_ip or "")
        for owner in (event.process_entity_id or _HOST, _HOST):
            name, until = self._names.get((owner, address), ("", 0))
            if until > event.timestamp:
                event.destination_domain = name
                return

    def _learn(self, event: Any) -> None:
        if event.dns_type != "answer" or event.dns_response_code != "NOERROR" or not event.dns_question_name:
            return
        name = event.dns_question_name.lower()[:255]
        for address, life in _addresses(name, event.dns_answers or ()):
            until = event.timestamp + min(max(life, MIN_LIFE_S), MAX_LIFE_S) * _NS
            for owner in dict.fromkeys((event.process_entity_id or _HOST, _HOST)):
                self._keep((owner, address), name, until)

    def _keep(self, key: tuple[str, str], name: str, until: int) -> None:
        self._names[key] = (name, until)
        self._names.move_to_end(key)
        if len(self._names) > self._most:
            self._names.popitem(last=False)
            self.forgotten += 1


def _addresses(name: str, answers: Any) -> list[tuple[str, int]]:
    """The addresses an answer gives for `name` itself or by way of its aliases, with the shortest life on the way.

    Aliases may stand in any order. A record about another name is nothing that was asked for, and is passed over.
    """
    aliases = {a["name"].lower(): (a["data"].lower(), a["ttl"]) for a in answers if a["type"] == "CNAME"}
    lives, at, life = {name: MAX_LIFE_S}, name, MAX_LIFE_S
    while (step := aliases.get(at)) and step[0] not in lives:
        at, life = step[0], min(life, step[1])
        lives[at] = life
    found = ((a, lives.get(a["name"].lower())) for a in answers if a["type"] in _ADDRESSES)
    return [(_plain(a["data"]), min(a["ttl"], life)) for a, life in found if life is not None]


def _plain(address: str) -> str:
    """An IPv4 address as such, also where an IPv6 socket writes it."""
    return address.removeprefix(_MAPPED) if "." in address else address
