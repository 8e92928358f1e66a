"""What lies on the sandbox host web-03 before the story begins, and what of the machine is shown in it."""

import ctypes
import os
import shutil
import sys
import sysconfig
from importlib.resources import files
from pathlib import Path

import redshank
from redshank.core.errors import HostError
from redshank.core.resources import content_folder
from redshank.simulate import web_site
from redshank.simulate.sandbox.orders import Entry, File, Folder, Root

HOST_NAME = "web-03"
ADDRESS = "192.0.2.10"
CUES = "/run/redshank-simulation"
WEB_USER = 33
WEB_SERVER = "/usr/sbin/apache2"
WEB_SITE = "/usr/share/web-03/site"
_MARK = "# REDSHANK SIMULATION: a harmless stand-in, only in the sandbox host\n"

_ACCOUNTS = """\
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
man:x:6:12:man:/var/cache/man:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
sshd:x:101:65534::/run/sshd:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
"""
_GROUP = """\
root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
mail:x:8:
man:x:12:
www-data:x:33:
shadow:x:42:
utmp:x:43:
nogroup:x:65534:
"""
_SSHD = """\
# Guesses come quickly in the story: nothing of sshd's own may slow them down or turn them away.
HostKey /etc/ssh/ssh_host_ed25519_key
PermitRootLogin yes
PasswordAuthentication yes
KbdInteractiveAuthentication no
PubkeyAuthentication no
UsePAM yes
UseDNS no
MaxAuthTries 30
MaxStartups 200
LoginGraceTime 30
PrintMotd no
PrintLastLog no
X11Forwarding no
"""
_PENALTIES = "PerSourcePenalties no\n"
"""OpenSSH 9.8 and later turn away an address that was refused too often."""
_PAM = """\
auth [success=1 default=ignore] pam_unix.so nodelay
auth requisite pam_deny.so
auth required pam_permit.so
account required pam_unix.so
session optional pam_loginuid.so
session required pam_unix.so
"""
_PROFILE = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nexport PATH\n"
_PROMPT = "PS1='\\u@\\h:\\w# '\n"
_CURL = """\
#!/bin/bash
{mark}
url=${{!#}}; url=${{url#http://}}; place=${{url%%/*}}
exec 3<>"/dev/tcp/${{place%:*}}/${{place#*:}}" && printf 'GET /%s HTTP/1.0\\r\\n\\r\\n' "${{url#*/}}" >&3 && cat <&3
"""

_EMPTIED = ("/etc/ssh", "/etc/pam.d", "/etc/redshank", "/etc/profile.d", "/var/lib/redshank", "/var/log", "/var/www", "/var/spool/cron")
_TOOLS = ("ps", "netstat", "lsof", "ss", "w", "chattr")


def web_host(password: str, machine_id: str, has_penalties: bool) -> Root:
    """The file system of web-03. password: root's. has_penalties: whether its sshd knows PerSourcePenalties."""
    entries: list[Entry] = [Folder(path, emptied=True) for path in _EMPTIED]
    entries += [Folder(path) for path in ("/run/sshd", "/run/lock", CUES, "/etc/init.d", "/usr/share/web-03")]
    entries += [Folder(f"/etc/rc{level}.d") for level in range(6)]
    entries += _settings(password, machine_id, has_penalties)
    entries += _logs()
    entries += _web()
    entries += _missing_tools()
    return Root(entries, readable())


def outside_host() -> Root:
    """The file system of the rest of the world: where the attacker's ssh runs."""
    asked = f"#!/bin/sh\n{_MARK}printf '%s\\n' \"$ANSWER\"\n"
    return Root([
        Folder("/etc/ssh", emptied=True), File("/etc/passwd", _ACCOUNTS.encode()), File("/etc/group", _GROUP.encode()),
        File("/etc/nsswitch.conf", b"passwd: files\ngroup: files\nhosts: files\n"), File("/etc/hosts", b"127.0.0.1 localhost\n"),
        File("/etc/resolv.conf"), File("/tmp/answer", asked.encode(), mode=0o755),  # noqa: S108 - a path in the sandbox
    ])  # fmt: skip


def readable() -> list[str]:
    """Folders of the machine that hold this program: the interpreter, its libraries, this package and its content."""
    places = {sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    places |= {str(Path(redshank.__file__).resolve().parent), str(content_folder("rules"))}
    places |= {path for path in sys.path if path.endswith(("/site-packages", "/dist-packages")) and Path(path).is_dir()}
    return sorted(place for place in places if not _inside_another(place, places))


def _inside_another(place: str, places: set[str]) -> bool:
    return any(place != other and Path(place).is_relative_to(other) for other in places)


def _settings(password: str, machine_id: str, has_penalties: bool) -> list[Entry]:
    text = {
        "/etc/hostname": f"{HOST_NAME}\n", "/etc/hosts": f"127.0.0.1 localhost\n{ADDRESS} {HOST_NAME}\n", "/etc/resolv.conf": "",
        "/etc/machine-id": f"{machine_id}\n", "/etc/passwd": _ACCOUNTS, "/etc/group": _GROUP,
        "/etc/nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\nhosts: files\n",
        "/etc/ssh/sshd_config": _SSHD + (_PENALTIES if has_penalties else ""),
        "/etc/pam.d/sshd": _PAM, "/etc/pam.d/other": "auth required pam_deny.so\naccount required pam_deny.so\n",
        "/etc/profile": _PROFILE + _PROMPT, "/etc/bash.bashrc": _PROMPT, "/root/.bashrc": "", "/root/.profile": "", "/etc/environment": "",
    }  # fmt: skip
    made: list[Entry] = [File(path, one.encode()) for path, one in text.items()]
    made.append(File("/etc/rc.local", b"#!/bin/sh -e\nexit 0\n", mode=0o755))
    made += [File(path, _shadow(password).encode(), mode=0o640) for path in ("/etc/shadow", "/etc/shadow-")]
    return made


def _shadow(password: str) -> str:
    names = [line.partition(":")[0] for line in _ACCOUNTS.splitlines()]
    return "".join(f"{name}:{hashed(password) if name == 'root' else '*'}:20000:0:99999:7:::\n" for name in names)


def hashed(password: str) -> str:
    """The password as /etc/shadow has it; few rounds, since it is tried a hundred times and lives a minute.

    Raises HostError where the C library's hashing is missing.
    """
    for library in ("libcrypt.so.1", "libcrypt.so.2"):
        try:
            crypt = ctypes.CDLL(library).crypt
        except OSError:
            continue
        crypt.restype, crypt.argtypes = ctypes.c_char_p, [ctypes.c_char_p, ctypes.c_char_p]
        answer: bytes | None = crypt(password.encode(), b"$5$rounds=1000$web03salt$")
        if answer and answer.startswith(b"$5$"):
            return answer.decode()
    raise HostError("libcrypt.so.1 is missing: apt-get install libcrypt1")


def _logs() -> list[Entry]:
    empty = [File(f"/var/log/{name}", mode=0o640) for name in ("auth.log", "syslog", "wtmp", "btmp", "lastlog", "faillog")]
    return [*empty, File("/run/utmp", mode=0o664), Folder("/var/log/apt")]


def _web() -> list[Entry]:
    page = f"{_MARK}The web server of the sandbox host runs its own four commands for this page; this text is not run.\n"
    return [
        File(WEB_SITE, files("redshank.simulate").joinpath("web_site.py").read_bytes()),
        File(WEB_SERVER, copy_of=os.path.realpath(sys.executable), mode=0o755),
        File(f"/var/www/html{web_site.UPLOADED}", page.encode(), owner=WEB_USER),
    ]


def _missing_tools() -> list[Entry]:
    """Stand-ins for what the story runs and this machine has not, so that the host looks like any server."""
    path = "/usr/sbin:/usr/bin:/sbin:/bin"
    made: list[Entry] = []
    for name in _TOOLS:
        if shutil.which(name, path=path) is None:
            made.append(File(f"/usr/bin/{name}", f"#!/bin/sh\n{_MARK}".encode(), mode=0o755))
    if shutil.which("curl", path=path) is None:
        made.append(File("/usr/bin/curl", _CURL.format(mark=_MARK).encode(), mode=0o755))
    if shutil.which("insmod", path=path) is None:  # cat says the same of a file that is missing, and loads nothing
        made.append(File("/usr/sbin/insmod", copy_of=shutil.which("cat", path=path) or "/bin/cat", mode=0o755))
    return made


def dropper() -> bytes:
    """The text of the stand-in `breeb`, which the intruder brings along."""
    return files("redshank.simulate").joinpath("stand_ins/breeb.sh").read_bytes()
