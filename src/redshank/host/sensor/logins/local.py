"""Sentences of sudo, su, login and systemd-logind: logins and changes of user on the machine itself."""

import re
from re import Match

from redshank.host.sensor.logins.claims import Claim, Kind, Voice, address, cut, times, user
from redshank.host.sensor.logins.pam import terminal

MAX_CHARACTERS = 8192

NOT_RUN = ("; COMMAND=list", "; COMMAND=validate")
"""What sudo writes where it ran nothing: the user asked what he may do."""

_SUDO = re.compile(
    r" *(?P<by>[^ ]{1,256}) : (?:(?P<wrong>\d{1,10}) incorrect password attempts?"
    r"|(?P<refused>user NOT in sudoers|user NOT authorized on host|command not allowed))?(?: ; )?"
    r"(?:HOST=[^ ]* ; )?(?:TTY=(?P<tty>[^ ]*) ; )?(?:CHROOT=.*? ; )?PWD=(?P<rest>.*)$"
)
_SU = re.compile(r"(?P<failed>FAILED SU )?\(to (?P<user>.*)\) (?P<by>[^ ]+) on (?P<tty>[^ ]+)$")
_SU_SHADOW = re.compile(r"(?P<verb>Successful|FAILED) su for (?P<user>.*) by (?P<by>[^ ]+)$")
_LOGIN = re.compile(r"(?:(?P<root>ROOT LOGIN) ON (?P<tty>[^ ]+)|LOGIN ON (?P<tty2>[^ ]+) BY (?P<user>[^ ]+))(?: FROM (?P<host>[^ ]+))?$")
_LOGIN_FAILED = re.compile(
    r"(?:FAILED LOGIN|TOO MANY LOGIN TRIES) \(?(?P<count>\d+)\)?(?: (?:on|ON) '?(?P<tty>[^ ']+)'?)?(?: (?:from|FROM) '?(?P<host>[^ ']+)'?)?"
    r" FOR ['`]?(?P<user>.*?)'?, [A-Z][A-Za-z /'-]*$"
)
_LOGIND = re.compile(
    r"New session '?[^ ']{1,32}'? of user '?(?P<user>[^ ']+?)'?(?: with class '(?P<class>[a-z-]+)' and type '[a-z0-9-]+')?\.$"
)


def read_sudo(message: str) -> tuple[Claim, ...]:
    """A command run as another user is a login as him; a refusal is of the user whose password was asked.

    The folder and the command are free text, so where more than one `; USER=` stands there, nobody knows whose it is,
    and PAM's sentence about the session has to tell.
    """
    found = _SUDO.match(message) if len(message) <= MAX_CHARACTERS else None
    if found is None:
        return ()
    if found["wrong"] or found["refused"]:
        return (_claim("failed", "sudo", found["by"], found["tty"], times(found["wrong"] or "1")),)
    if found["rest"].endswith(NOT_RUN):
        return ()
    targets = found["rest"].split(" ; USER=")
    if len(targets) != 2:
        return ()
    return (_claim("login", "sudo", targets[1].partition(" ; ")[0], found["tty"]),)


def sudo_target(message: str) -> str | None:
    """The user a command of sudo ran as, as the line writes him (`root`, `#-1`); None where it names none, or two."""
    words = message[:MAX_CHARACTERS].split(" ; USER=")
    return cut(words[1].partition(" ; ")[0], 64) or None if len(words) == 2 else None


def read_su(message: str) -> tuple[Claim, ...]:
    """`su` of util-linux and of shadow."""
    if len(message) > MAX_CHARACTERS:
        return ()
    if found := _SU.match(message):
        return (_claim("failed" if found["failed"] else "login", "su", found["user"], found["tty"]),)
    if found := _SU_SHADOW.match(message):
        return (_claim("login" if found["verb"] == "Successful" else "failed", "su", found["user"], ""),)
    return ()


def read_login(message: str) -> tuple[Claim, ...]:
    """`login` on a terminal. Its `FAILED LOGIN (3)` numbers the try: it is one failure, not three."""
    if len(message) > MAX_CHARACTERS:
        return ()
    if found := _LOGIN.match(message):
        return (_login(found, "login", "root" if found["root"] else found["user"], found["tty"] or found["tty2"]),)
    if found := _LOGIN_FAILED.match(message):
        voice: Voice = "program" if message.startswith("F") else "too_many"
        return (_login(found, "failed", found["user"], found["tty"] or "", voice),)
    return ()


def read_logind(message: str) -> tuple[Claim, ...]:
    """A session of a person: not those of managers, jobs, greeters and lock screens."""
    found = _LOGIND.match(message) if len(message) <= MAX_CHARACTERS else None
    if found is None or (found["class"] or "user") not in ("user", "user-early", "user-incomplete"):
        return ()
    return (Claim("login", "logind", None, user(found["user"]), own_pid=False),)


def _login(found: Match[str], kind: Kind, name: str | None, tty: str, voice: Voice = "program") -> Claim:
    known = None if name == "UNKNOWN" else name
    return Claim(kind, voice, "login", user(known), address(found["host"] or ""), tty=terminal(tty))


def _claim(kind: Kind, service: str, name: str | None, tty: str | None, count: int = 1) -> Claim:
    return Claim(kind, "program", service, user(name), count=count, tty=terminal(tty or ""))
