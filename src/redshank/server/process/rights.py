"""Giving up root: for a system user of our own, or, where that one cannot read the installation, for root without any capability.

Has to be done before any thread is started and any store opened: capabilities belong to a thread, and threads inherit them.
"""

import ctypes
import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from redshank.core.errors import HostError

PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 24, 38
"""include/uapi/linux/prctl.h"""
SYS_CAPSET = {"x86_64": 126, "aarch64": 91}
CAPABILITY_VERSION_3 = 0x20080522
LAST_CAPABILITY = 63

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Account:
    """Who the server runs as."""

    uid: int
    gid: int


def give_up_root(user: str, data: Path, say: Say, also: Sequence[Path] = ()) -> None:
    """From here on this process may do nothing but write below `data`, which it owns. Nothing to do where it is not root.

    also: further folders that become its own. say: hears one line where it stays root without capabilities.
    Raises HostError where capabilities cannot be given up.
    """
    if os.geteuid() != 0:
        return
    account = _chosen(user, data, say)
    for folder in (data, *also):
        hand_over(folder, account)
    for capability in range(LAST_CAPABILITY + 1):
        with suppress(HostError):  # the kernel knows fewer than 64
            _prctl(PR_CAPBSET_DROP, capability)
    os.setgroups([])
    os.setresgid(account.gid, account.gid, account.gid)
    os.setresuid(account.uid, account.uid, account.uid)
    _drop_capabilities()
    _prctl(PR_SET_NO_NEW_PRIVS, 1)


def _chosen(user: str, data: Path, say: Say) -> Account:
    """The account of this name; root where there is none, or it could not work."""
    found = find_account(user) or _make_account(user)
    if found is None:
        say(f"there is no system user '{user}' and none can be made: the server runs as root without capabilities")
        return Account(0, 0)
    account = Account(found.pw_uid, found.pw_gid)
    if account.uid and (closed := next((place for place in needed_places(data) if not may_read(account, place)), None)):
        say(f"user '{user}' cannot read {closed}: the server runs as root without capabilities")
        return Account(0, 0)
    return account


def find_account(user: str) -> "pwd.struct_passwd | None":
    """The system's entry of a user."""
    try:
        return pwd.getpwnam(user)
    except KeyError:
        return None


def _make_account(user: str) -> "pwd.struct_passwd | None":
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if useradd is None:
        return None
    words = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", user]
    subprocess.run([useradd, *words], check=False, capture_output=True, env={}, stdin=subprocess.DEVNULL)
    return find_account(user)


def needed_places(data: Path) -> Iterable[Path]:
    """What the server reads: its environment, the interpreter's library, the package, and the way to its data."""
    yield from (Path(sys.prefix), Path(os.__file__), Path(__file__), Path(sys.executable))
    yield from reversed(data.absolute().parents)


def may_read(account: Account, path: Path) -> bool:
    """True where the account may enter every folder on the way, and read the thing itself (enter it, where it is a folder)."""
    place = path.resolve()
    try:
        return all(_allows(folder, account, 0o1) for folder in place.parents) and _allows(place, account, 0o1 if place.is_dir() else 0o4)
    except OSError:
        return True  # not there yet: it will be made, and handed over


def _allows(path: Path, account: Account, bits: int) -> bool:
    found = path.stat()
    shift = 6 if found.st_uid == account.uid else 3 if found.st_gid == account.gid else 0
    return found.st_mode >> shift & bits == bits


def hand_over(folder: Path, account: Account) -> None:
    """The folder and all below it belong to the account, which alone may enter it.

    Root without capabilities too writes only what is its own. Links are not followed, and a file with a second name
    somewhere is left as it is: who owned the folder before may have put either there.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for _, folders, files, here in os.fwalk(folder, follow_symlinks=False):
        for name in (*folders, *files):
            found = os.stat(name, dir_fd=here, follow_symlinks=False)
            if stat.S_ISDIR(found.st_mode) or found.st_nlink == 1:
                os.chown(name, account.uid, account.gid, dir_fd=here, follow_symlinks=False)
    os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    folder.chmod(0o700)


def _drop_capabilities() -> None:
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    number = SYS_CAPSET.get(os.uname().machine)
    if number is None or ctypes.CDLL(None, use_errno=True).syscall(number, header, nothing) != 0:
        raise HostError(f"capabilities cannot be given up here: {os.strerror(ctypes.get_errno())}: start the server as another user")


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        raise HostError(f"prctl {option}: {os.strerror(ctypes.get_errno())}")
