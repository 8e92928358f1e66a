"""Secrets that are handed out once: enrolment tokens, first-login links, sessions. Only their sha256 is stored.

They have 256 bits of chance, so that a plain hash is enough: there is nothing to guess.
"""

import base64
import hashlib
import os
from collections.abc import Callable

SECRET_BYTES = 32
TOKEN_PREFIX = "rsenr_"  # noqa: S105  what an enrolment token begins with, so that it can be masked wherever it shows up
LENGTH = 43
"""Characters of a secret behind its prefix."""


def new_secret(prefix: str = "", random: Callable[[int], bytes] = os.urandom) -> str:
    """The prefix and 43 characters of base64url."""
    return prefix + base64.urlsafe_b64encode(random(SECRET_BYTES)).decode().rstrip("=")


def digest(secret: str) -> str:
    """What is stored of it: sha256, 64 hex digits."""
    return hashlib.sha256(secret.encode("utf-8", "backslashreplace")).hexdigest()
