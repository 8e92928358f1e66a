"""Sentences of OpenSSH's server (`sshd`, since 9.8 also `sshd-session` and `sshd-auth`).

The name a client asks for is free text of up to 100 characters and may itself read ` from 203.0.113.9 port 22 ssh2`;
control characters come escaped, so a sentence stays one line. About a user the host does not have, sshd writes nothing
free after the true address: such a sentence is read from its end, where the last ` from ` counts. A user it has cannot
be called so; but free text may follow (the id in a certificate): such a sentence is read from its start.
"""

import re
from re import Match

from redshank.host.sensor.logins.claims import Claim, Kind, Voice, address, port, user

MAX_CHARACTERS = 2048
"""Longer sentences are not sshd's own, whose parts are all bounded; it also bounds what a pattern can cost."""

_PEER = r"(?:[0-9A-Fa-f:.]+(?:%[^ ]*)?|[A-Za-z0-9_.-]+)"
_STRANGER = r"(?:invalid|illegal) user (?P<stranger>.*)"
_KNOWN = r"(?!(?:invalid|illegal) user )(?P<user>[^ ].*?)"
_PREAUTH = r"(?: \[preauth\])?"
_SSH2 = r"(?: ssh\d?)?"


def _either(before: str, mark: str, between: str, after: str, after_known: str = "") -> re.Pattern[str]:
    """A sentence about a stranger or a known user (whose name `mark` precedes), then the peer, its port and the rest."""
    stranger = rf"{_STRANGER}{between}(?P<ip>{_PEER}) port (?P<port>\d+){after}"
    known = rf"{mark}{_KNOWN}{between}(?P<ip2>{_PEER}) port (?P<port2>\d+){after_known or after}"
    return re.compile(rf"{before}(?:{stranger}|{known})$")


_TRIED = _either(r"(?P<verb>Accepted|Failed) (?P<method>[^ ]+) for ", "", " from ", _SSH2 + _PREAUTH, _SSH2 + r"(?:: .*| \[preauth\])?")
_CLOSED = _either(r"(?:Connection (?:closed|reset) by|Disconnected from) ", "authenticating user ", " ", _PREAUTH)
_TOO_MANY = _either(r"(?:error: )?maximum authentication attempts exceeded for ", "", " from ", _SSH2 + _PREAUTH)
_DISCONNECTING = _either(r"Disconnecting ", "authenticating user ", " ", r": Too many authentication failures" + _PREAUTH)
_PAM_ERROR = re.compile(
    rf"error: PAM: [^:]{{1,80}}? for (?:{_STRANGER} from (?P<ip>{_PEER})|{_KNOWN} from (?P<ip2>{_PEER})){_PREAUTH}$"
)
_INVALID = re.compile(rf"Invalid user (?P<stranger>.*) from (?P<ip>{_PEER})(?: port (?P<port>\d+))?$")
_NOT_ALLOWED = re.compile(rf"User (?P<user>.*) from (?P<ip>{_PEER}) not allowed because [^:]*$")
_ROOT_REFUSED = re.compile(rf"ROOT LOGIN REFUSED FROM (?P<ip>{_PEER})(?: port (?P<port>\d+))?{_PREAUTH}$")
_LEFT = re.compile(rf"Disconnected from user (?P<user>.+?) (?P<ip>{_PEER}) port (?P<port>\d+)$")


_PARTS = ("stranger", "user", "ip", "ip2", "port", "port2", "method")


class _Sentence:
    """A sentence: its pattern, whose voice it is, and what it claims. The places of its parts are looked up once."""

    def __init__(
        self, pattern: re.Pattern[str], voice: Voice, kind: Kind = "failed", name: str | None = None, own_pid: bool = True
    ) -> None:
        self.pattern, self._voice, self._kind, self._name, self._own_pid = pattern, voice, kind, name, own_pid
        self._places = [pattern.groupindex.get(part, 0) for part in _PARTS]

    def claim(self, found: Match[str]) -> Claim:
        """What it claims, from the parts that its pattern found."""
        parts = (None, *found.groups())
        stranger, known, ip, ip2, port_, port2, method = [parts[place] for place in self._places]
        name = self._name or user(known if stranger is None else stranger)
        invalid = None if stranger is None else True
        where, number = address(ip or ip2 or ""), port(port_ or port2)
        return Claim(self._kind, self._voice, "sshd", name, where, number, method, invalid, own_pid=self._own_pid)


_SENTENCES: dict[str, tuple[_Sentence, ...]] = {
    "Accepted": (_Sentence(_TRIED, "program", "login"),),
    "Failed": (_Sentence(_TRIED, "program"),),
    "Invalid": (_Sentence(_INVALID, "invalid"),),
    "User": (_Sentence(_NOT_ALLOWED, "not_allowed"),),
    "Connection": (_Sentence(_CLOSED, "closed"),),
    # the process that tells the end of a session has the user's rights: it is not the one that let him in
    "Disconnected": (_Sentence(_LEFT, "program", "logout", own_pid=False), _Sentence(_CLOSED, "closed")),
    "Disconnecting": (_Sentence(_DISCONNECTING, "disconnecting"),),
    "error:": (_Sentence(_PAM_ERROR, "pam_error"), _Sentence(_TOO_MANY, "too_many")),
    "maximum": (_Sentence(_TOO_MANY, "too_many"),),
    "ROOT": (_Sentence(_ROOT_REFUSED, "not_allowed", name="root"),),
}
"""The first word of a sentence to what it can be."""


def read(message: str) -> tuple[Claim, ...]:
    """What a sentence of sshd claims; nothing where it claims nothing about a login."""
    if len(message) > MAX_CHARACTERS:
        return ()
    for sentence in _SENTENCES.get(message.partition(" ")[0], ()):
        if found := sentence.pattern.match(message):
            return (sentence.claim(found),)
    return ()
