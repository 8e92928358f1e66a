"""What changed in a small text, as people read it: a bounded unified diff without secrets. Pure."""

import difflib
import re
from collections.abc import Callable

from redshank.host.integrity.profiles import Profile

MAX_TEXT_BYTES = 64 << 10
MAX_DIFF_BYTES = 4_096
MAX_LINES = 4_000
"""A comparison takes up to the square of it; longer texts are only said to differ."""
MAX_LINE = 400
_OTHERS_READ = 0o004
_SAFE_THOUGH_PRIVATE = re.compile(r"/etc/(?:sudoers|cron|anacrontab)|/var/spool/cron/|.*/\.ssh/authorized_keys|.*/\.(?:bash|zsh|profile)")
_NEVER = re.compile(r".*(?:\.(?:key|pem|p12|pfx|jks|keytab|kdbx)|_history|credentials[^/]*|/\.netrc|passwd-?|/\.env)$", re.IGNORECASE)
_VALUE = re.compile(
    r"(?i)((?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|private[_-]?key|credential|pwd|authorization)[\w.-]*[\"']?\s*[=:]\s*)(\S.*)"
)
_IN_URL = re.compile(r"(\w+://[^\s:/@]*:)[^\s@/]+(?=@)")
_HIDDEN = "«redacted»"


def may_be_shown(path: str, mode: int, profile: Profile) -> bool:
    """True where a change of this file's text may be told: configuration that anybody could read, and a few that matter."""
    if profile not in ("config", "persistence") or _NEVER.match(path):
        return False
    return bool(mode & _OTHERS_READ) or _SAFE_THOUGH_PRIVATE.match(path) is not None


def as_text(data: bytes | None) -> str | None:
    """The content as text; None where it is none, or holds a key."""
    if data is None or len(data) > MAX_TEXT_BYTES or b"\0" in data or b"PRIVATE KEY" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def redact_values(text: str) -> str:
    """Values behind `password=` and the like, and passwords in URLs, made unreadable.

    Hides more than the redactor of events: in a configuration whatever follows such a name is one, however short.
    """
    return _IN_URL.sub(rf"\1{_HIDDEN}", _VALUE.sub(rf"\1{_HIDDEN}", text))


def difference(before: str, after: str, redact: Callable[[str], str]) -> str:
    """The unified diff of two texts, at most 4 KiB, each line redacted; `…` where it was cut."""
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > MAX_LINES:
        return f"… {len(old)} lines became {len(new)}"
    shown, room = list[str](), MAX_DIFF_BYTES - 8
    for number, line in enumerate(difflib.unified_diff(old, new, "before", "after", n=1, lineterm="")):
        if number < 2:
            continue  # the names
        safe = redact(line[:MAX_LINE])
        room -= len(safe.encode("utf-8", "replace")) + 1
        if room < 0:
            shown.append("…")
            break
        shown.append(safe)
    return "\n".join(shown)
