"""Sentences of dropbear, the ssh server of small devices. Names are read from the end, as in `sshd`."""

import re
from re import Match

from redshank.host.sensor.logins.claims import Claim, Kind, address, port, user

MAX_CHARACTERS = 2048

_PEER = r"(?P<ip>[0-9A-Fa-f:.]+):(?P<port>\d+)$"
_STRANGER = re.compile(r"[Ll]ogin attempt for nonexistent user(?: '(?P<user>.*)')? from " + _PEER)
_BAD = re.compile(r"[Bb]ad (?P<method>password|PAM password) attempt for '(?P<user>.*)' from " + _PEER)
_GOOD = re.compile(r"(?P<method>Password|PAM password|Pubkey) auth succeeded for '(?P<user>.*?)'(?: with .*)? from " + _PEER)
_METHODS = {"password": "password", "pam password": "password", "pubkey": "publickey"}


def read(message: str) -> tuple[Claim, ...]:
    """What a sentence of dropbear claims."""
    if len(message) > MAX_CHARACTERS:
        return ()
    if found := _GOOD.match(message):
        return (_claim("login", found, _METHODS[found["method"].lower()]),)
    if found := _BAD.match(message):
        return (_claim("failed", found, "password"),)
    if found := _STRANGER.match(message):
        return (_claim("failed", found, None),)
    return ()


def _claim(kind: Kind, found: Match[str], method: str | None) -> Claim:
    invalid = True if method is None else None
    return Claim(kind, "program", "dropbear", user(found["user"]), address(found["ip"]), port(found["port"]), method, invalid)
