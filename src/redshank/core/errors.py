"""Every error a caller can act on.

RedshankError
├── ConfigError       a setting is wrong: fix the file, flag or variable it names
├── HostError         this host lacks something: the message says what, and what still works
├── ContentError      a rule, list or profile is wrong: file:line:column
├── InputError        bytes from outside are not what they claim to be: counted, never fatal
└── StoreError        a store cannot keep or answer now: what was not acknowledged is sent again
"""

import difflib
from collections.abc import Iterable


class RedshankError(Exception):
    """One clear line: what, where, and what to do."""


class ConfigError(RedshankError):
    """A setting is unknown or out of range."""


class HostError(RedshankError):
    """This host lacks something that was asked for."""


class ContentError(RedshankError):
    """A rule, list or family profile is wrong. str() is `file:line:column: what (did you mean …?)`."""

    def __init__(self, message: str, path: str = "", line: int = 0, column: int = 0) -> None:
        self.message, self.path, self.line, self.column = message, path, line, column
        super().__init__(f"{path}:{line}:{column}: {message}" if path else message)


class InputError(RedshankError):
    """Bytes from outside are cut, corrupt or over a bound. kind: a short stable word to count by."""

    def __init__(self, message: str, kind: str) -> None:
        self.kind = kind
        super().__init__(message)


class StoreError(RedshankError):
    """A store cannot keep or answer now. kind: `full`, `slow`, `closed` or `broken`, a stable word to count by."""

    def __init__(self, message: str, kind: str) -> None:
        self.kind = kind
        super().__init__(message)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean 'x'?)` where a known word is near, else the empty text."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean '{near[0]}'?)" if near else ""
