"""Whether what stands in a secret's place is one: not a file's name, a variable, a word like `none`, or a token of ours."""

import re

_WORDS = frozenset(
    """
    yes no y n true false none null nil on off auto default prompt ask stdin stdout env file keyring required optional enabled disabled
    enable disable plain basic digest login md5 scram-sha-256 trust peer any all never always unset empty undefined redacted masked hidden
    ok fail failed failure success changed expired invalid wrong missing incorrect accepted rejected denied and or for to of is the a an in
    from with not was has been user root string text int bool type name value field error unexpected unknown kerberos ntlm gssapi publickey
    keyboard-interactive store cache helper manager osxkeychain ssh oauth bearer session
""".split()  # noqa: SIM905
)
_PATH = re.compile(r"(~|\.{1,2})?/[\w.@+-]+(/[\w.@+-]*)*$")
_ROOTS = (
    "/etc/", "/run/", "/var/", "/home/", "/root/", "/tmp/", "/opt/", "/usr/", "/dev/", "/proc/", "/srv/", "/mnt/", "/sys/", "/lib", "/bin",  # noqa: S108
    "/boot/", "/media/", "~/", "./", "../",
)  # fmt: skip
_NOT_FIRST = ("$", "%", "<", "{{", "«", "@/", "file:", "http://", "https://", "env:", "op://", "arn:", "…")
_FILLED = re.compile(r"[*xX.#_•-]+$")
_NUMBER = re.compile(r"\d{1,3}$")
_STRUCTURE = re.compile(r"[\[\](){}=:,;.!?/\\|+-]+$")


def is_question(before: str) -> bool:
    """True for options that ask for a secret, or do without one, in place of giving it: `--ask-pass`, `--no-password`."""
    name = before.lower()
    return "ask-" in name or "-no-" in name or "prompt" in name


def is_secret(value: str, kind: str) -> bool:
    """True where `value` is to be redacted. kind: of the pattern that found it; `argument` for one known by its place."""
    if kind in ("key", "token", "hash"):
        return True
    if len(value) < 2 or value.startswith(_NOT_FIRST) or value.lower().rstrip(".,:;") in _WORDS:
        return False
    if kind == "argument" and value.startswith("-"):
        return False
    if _FILLED.match(value) or _STRUCTURE.match(value):
        return False
    if kind == "password" and _NUMBER.match(value):
        return False
    return not ((value.startswith(_ROOTS) or f"{value}/" in _ROOTS) and _PATH.match(value))
