"""Sentences of PAM modules, whatever program they work for.

A name is free text only at the end of a sentence, so these are read from their start. A module counts the refusals of
one conversation: the first in a sentence of its own, the others together at the end (`PAM 2 more authentication failures`).
"""

import re

from redshank.host.sensor.logins.claims import Claim, Kind, address, times, user

MAX_CHARACTERS = 2048

NO_LOGIN = frozenset({"cron", "crond", "atd", "anacron", "systemd-user", "runuser", "runuser-l", "samba", "run0"})
"""Services whose sessions nobody logs in to: jobs, and managers started beside a login."""

_FAILURE = re.compile(
    r"(?:pam_\w{1,24}\((?P<service>[^:()]{1,64}):auth\): |PAM )?(?:(?P<more>\d{1,10}) more )?authentication failures?; "
    r"logname=[^ ]* uid=\d* euid=\d* tty=(?P<tty>[^ ]*) ruser=[^ ]* rhost=(?P<rhost>[^ ]*)(?: +user=(?P<user>.*))? *$"
)
_SESSION = re.compile(
    r"pam_unix\((?P<service>[^:()]{1,64}):session\): session (?P<what>opened|closed) for user (?P<user>.+?)"
    r"(?:\(uid=\d+\))?(?: by [^ ]*\(uid=\d+\))?$"
)
_STARTS = ("pam_", "PAM ", "authentication failure")


def is_pam(message: str) -> bool:
    """True where the sentence is a PAM module's, not the program's own."""
    return message.startswith(_STARTS)


def read(message: str, program: str) -> tuple[Claim, ...]:
    """What a sentence of PAM claims. program: the service, where the sentence names none."""
    if len(message) > MAX_CHARACTERS:
        return ()
    if found := _FAILURE.match(message):
        service = found["service"] or program
        return (
            Claim(
                "failed", "pam", service_name(service), user((found["user"] or "").strip()), address(found["rhost"]),
                count=times(found["more"] or "1"), tty=terminal(found["tty"]), opening=not found["more"],
            ),
        )  # fmt: skip
    if (found := _SESSION.match(message)) and found["service"] not in NO_LOGIN:
        kind: Kind = "login" if found["what"] == "opened" else "logout"
        return (Claim(kind, "pam", service_name(found["service"]), user(found["user"])),)
    return ()


def service_name(service: str) -> str:
    """One name for the variants of a service: `su-l` is su with a login shell, `sudo-i` sudo with one."""
    return {"su-l": "su", "sudo-i": "sudo", "remote": "login"}.get(service, service[:32])


def terminal(text: str) -> str | None:
    """The terminal without /dev/; None for what sshd writes where there is none yet."""
    name = text.removeprefix("/dev/")
    return name[:64] if name and name not in ("ssh", "none", "?", "unknown") else None
