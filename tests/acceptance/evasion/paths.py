"""Threats 1 to 4: io_uring, arguments that change during the call, other names of a secret, 32-bit calls."""

from tests.acceptance.coverage.act import FULL, GIVEN, Act, Told, holds, one_of, told

ETC = "/etc/MARK.ring"
PATH = f"text({ETC!r})"
MAKE = f"open({ETC!r}, 'w').close()\n"
SERVER = "s = socket.create_server(('127.0.0.1', PORT))\n"
READ_SECRET = told("file.open", x__file__watch="secret", x__file__access="read", file__inode=GIVEN)
SHADOW = "/etc/shadow"


def _ring(what: str, python: str, wanted: tuple[Told, ...], technique: str = "T1562") -> Act:
    return Act(what, technique, wanted, python=python, seen=FULL, threat=1)


def _alias(what: str, python: str = "", shell: str = "") -> Act:
    return Act(f"{SHADOW} is read through {what}", "T1003.008", READ_SECRET, python=python, shell=shell, seen=FULL, threat=3)


URING = (
    _ring("a secret is read: io_uring, openat", f"Uring().submit(OPENAT, HERE, text({SHADOW!r}))",
          told("file.open", x__file__watch="secret") + told("kernel.io_uring", x__io_uring__operation="openat", file__path=SHADOW)),
    _ring("a file is made in /etc: io_uring, openat", f"Uring().submit(OPENAT, HERE, {PATH}, 0o600, 0, 0o101)", told("file.create", file__path=ETC)),
    _ring("a file is made in /etc: io_uring with a kernel thread (SQPOLL)", f"Uring(True).submit(OPENAT, HERE, {PATH}, 0o600, 0, 0o101)",
          told("file.create", file__path=ETC)),
    _ring("a connection is made: io_uring, connect", SERVER + "Uring().submit(CONNECT, socket.socket().detach(), memory(address('127.0.0.1', PORT)), 0, 16)",
          told("net.connect", destination__ip="127.0.0.1", destination__port="PORT")),
    _ring("a connection is taken: io_uring, accept", SERVER + "c = socket.create_connection(('127.0.0.1', PORT)); Uring().submit(ACCEPT, s.fileno())",
          told("net.accept", destination__port="PORT") + told("kernel.io_uring", x__io_uring__operation="accept", process__command_line=holds("MARK"))),
    _ring("a file of /etc is deleted: io_uring, unlinkat", MAKE + f"Uring().submit(UNLINKAT, HERE, {PATH})", told("file.delete", file__path=ETC)),
    _ring("a file of /etc is renamed: io_uring, renameat", MAKE + f"Uring().submit(RENAMEAT, HERE, {PATH}, HERE, text('/etc/MARK.new'))",
          told("file.rename", file__path="/etc/MARK.new", x__file__old_path=ETC)),
    _ring("a message is sent: io_uring, sendmsg",
          "u = socket.socket(type=socket.SOCK_DGRAM)\nv = memory(struct.pack('<QQ', memory(b'x'), 1))\n"
          "Uring().submit(SENDMSG, u.fileno(), memory(struct.pack('<QIxxxxQQQQIxxxx', memory(address('127.0.0.1', PORT)), 16, v, 1, 0, 0, 0)), 1)",
          told("net.connect", destination__ip="127.0.0.1", destination__port="PORT")),
)  # fmt: skip

RACES = (
    Act("a file's name changes while it is opened: the one that was opened is told", "T1562",
        told("file.open", file__path="/etc/MARK.a", x__file__access="write", also=Told("file.open", {"file.path": "/etc/MARK.b"})),
        python="m = mmap.mmap(-1, 4096); b = (ctypes.c_char * 4096).from_buffer(m); b.value = b'/etc/MARK.a'; n = len(b.value) - 1\n"
        "if not (flipper := os.fork()):\n    while True: m[n] = 98; m[n] = 97\n"
        "for _ in range(20000):\n    os.close(call(257, -100, b, 0o101, 0o600))\n"
        "    if os.path.exists('/etc/MARK.a') and os.path.exists('/etc/MARK.b'): break\nos.kill(flipper, 9)", seen=FULL, threat=2),
    Act("an address changes while it is connected to: the one that was reached is told", "T1562",
        told("net.connect", destination__ip="127.0.0.1", destination__port="PORT", x__result=0),
        python="s = socket.create_server(('127.0.0.1', PORT), backlog=500)\nimport threading\nb = ctypes.create_string_buffer(address('127.0.0.1', PORT)); stop = []\n"
        "def flip():\n    while not stop:\n        b[7] = b'\\x09'; b[7] = b'\\x01'\nt = threading.Thread(target=flip); t.start()\n"
        "for _ in range(200): c = socket.socket(); call(42, c.fileno(), b, 16); c.close()\nstop.append(1); t.join()", seen=FULL, threat=2),
    Act("a program's name changes while it is run: the one that ran is told", "T1562",
        told("process.exec", process__executable="/tmp/MARK.b", process__args=["x"]),
        python="shutil.copy('/bin/true', '/tmp/MARK.b')\nos.symlink('/bin/false', '/tmp/MARK.a')\n"
        "os.symlink('/tmp/MARK.b', '/tmp/MARK.c'); os.rename('/tmp/MARK.c', '/tmp/MARK.a'); os.execv('/tmp/MARK.a', ['x'])", seen=FULL, threat=2),
    Act("a secret's alias changes while it is opened: the secret is told", "T1562", READ_SECRET,
        python="open('/tmp/MARK.x', 'w').close(); os.symlink('/tmp/MARK.x', '/tmp/MARK.l')\n"
        "if not (flipper := os.fork()):\n    while True:\n        for to in ('/etc/shadow', '/tmp/MARK.x'):\n"
        "            os.symlink(to, '/tmp/MARK.n'); os.rename('/tmp/MARK.n', '/tmp/MARK.l')\n"
        "for _ in range(20000):\n    if os.fstat(f := os.open('/tmp/MARK.l', 0)).st_ino == os.stat('/etc/shadow').st_ino: break\n    os.close(f)\n"
        "os.kill(flipper, 9)", seen=FULL, threat=2),
)  # fmt: skip

ALIASES = (
    _alias("a symbolic link", "os.symlink('/etc/shadow', '/tmp/MARK'); open('/tmp/MARK').read()"),
    _alias("three symbolic links, one of a folder",
           "os.symlink('/etc', '/tmp/MARK.d'); os.symlink('/tmp/MARK.d/shadow', '/tmp/MARK.1'); os.symlink('MARK.1', '/tmp/MARK.2')\nopen('/tmp/MARK.2').read()"),
    _alias("a hard link", "os.link('/etc/shadow', '/var/MARK'); open('/var/MARK').read(); os.unlink('/var/MARK')"),
    _alias("a bind mount of the file", shell="touch /tmp/MARK; mount --bind /etc/shadow /tmp/MARK; cat /tmp/MARK > /dev/null; umount /tmp/MARK"),
    _alias("a bind mount of its folder", shell="mkdir /tmp/MARK; mount --bind /etc /tmp/MARK; cat /tmp/MARK/shadow > /dev/null; umount /tmp/MARK"),
    _alias("/proc/self/root", "open('/proc/self/root/etc/shadow').read()"),
    _alias("/proc/1/root", "open('/proc/1/root/etc/shadow').read()"),
    _alias("a changed root (chroot)", "os.chroot('/etc'); open('/shadow').read()"),
    _alias("a mount namespace of its own", shell="unshare --mount cat /etc/shadow > /dev/null"),
    _alias("a mount namespace and a bind mount in it", shell="mkdir /tmp/MARK; unshare --mount sh -c 'mount --bind /etc /tmp/MARK; cat /tmp/MARK/shadow' > /dev/null"),
    _alias("a user namespace", shell="unshare --user --map-root-user --mount cat /etc/shadow > /dev/null"),
    _alias("the descriptor of its folder", "call(257, os.open('/etc', os.O_PATH), b'shadow', 0)"),
    _alias("a descriptor opened without the right to read (O_PATH)",
           "f = os.open('/etc/shadow', os.O_PATH); open(f'/proc/self/fd/{f}').read()"),
    _alias("a path full of detours", "os.chdir('/usr/bin'); open('..//./../etc/../etc/shadow').read()"),
)  # fmt: skip

COMPAT = (
    Act("a secret is read: 32-bit open", "T1562", READ_SECRET, python=f"call32(5, low(b{SHADOW!r}), 0)", seen=FULL, threat=4),
    Act("a secret is read: 32-bit openat", "T1562", READ_SECRET, python=f"call32(295, -100, low(b{SHADOW!r}), 0)", seen=FULL, threat=4),
    Act("a program is run: 32-bit execve", "T1562", told("process.exec", process__args=["MARK"], process__executable=holds("/bin/true")),
        python="call32(11, low(b'/usr/bin/true'), low(struct.pack('<II', low(b'MARK'), 0)), 0)", seen=FULL, threat=4),
    Act("a connection is made: 32-bit connect", "T1562", told("net.connect", destination__ip="127.0.0.1", destination__port="PORT"),
        python=SERVER + "call32(362, socket.socket().detach(), low(address('127.0.0.1', PORT)), 16)", seen=FULL, threat=4),
    Act("a connection is made: 32-bit socketcall", "T1562", told("net.connect", destination__ip="127.0.0.1", destination__port="PORT"),
        python=SERVER + "a = low(address('127.0.0.1', PORT)); call32(102, 3, low(struct.pack('<3I', socket.socket().detach(), a, 16)))",
        seen=FULL, threat=4),
    Act("a module is tried: 32-bit init_module", "T1562", told("kernel.module", x__module__parameters="MARK", x__result=one_of(-8, -38)),
        python="call32(128, low(b'no'), 2, low(b'MARK'))", seen=FULL, threat=4),
)  # fmt: skip
