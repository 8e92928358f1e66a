"""Whether pam_unix alone decides about passwords on a host: then its word is the last one."""

import re
from pathlib import Path

_FILES = ("common-auth", "system-auth", "password-auth", "sshd", "system-login")
_MAX_BYTES = 65_536
_OTHERS = re.compile(rb"^\s*-?auth\s+.*\bpam_(?:sss|winbind|ldap|krb5|radius|google_authenticator|duo|oddjob|exec|python)\b", re.MULTILINE)


def pam_unix_decides(root: Path) -> bool:
    """True where the usual PAM files name no other module that may let somebody in; False also where none can be read.

    With sssd or winbind, pam_unix says `authentication failure` about each user it does not know, and the next module
    lets him in: there a refusal counts only after a moment without a login.
    """
    read = False
    for name in _FILES:
        try:
            with (root / "etc/pam.d" / name).open("rb") as file:
                content = file.read(_MAX_BYTES)
        except OSError:
            continue
        read = True
        if _OTHERS.search(content):
            return False
    return read
