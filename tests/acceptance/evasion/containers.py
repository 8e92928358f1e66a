"""Threats 5, 6, 12 and 13: floods before an act, ways out of a container, programs that are gone at once."""

from tests.acceptance.coverage.act import FULL, NEVER, Act, Told, holds, told

OWN = holds("MARK")
READ_SECRET = Told("file.open", {"redshank.file.watch": "secret", "redshank.file.access": "read"})
EXEC = told("process.exec", process__args=["/bin/true", "MARK"], user__id=12345)
AS_OTHER = "if not os.fork(): become(12345); os.execv('/bin/true', ['/bin/true', 'MARK'])\nos.wait()"


def _out(what: str, wanted: tuple[Told, ...], python: str = "", shell: str = "", unseen: str = "") -> Act:
    return Act(what, "T1611", wanted, python=python, shell=shell, seen=NEVER if unseen else FULL, unseen=unseen, threat=12)


FLOODED = (
    Act("8,000 opens of a secret, then another user's program", "T1562", EXEC, seen=FULL, threat=5,
        python="for _ in range(8000): os.close(os.open('/etc/shadow', 0))\n" + AS_OTHER),
    Act("3,000 files made in a watched folder, then another user's program", "T1562", EXEC, seen=FULL, threat=5,
        python="os.mkdir('/etc/MARK')\nfor n in range(3000): os.close(os.open(f'/etc/MARK/{n % 100}', 65, 0o600))\n" + AS_OTHER),
    Act("4,000 refused connections, then one that is taken", "T1562", told("net.connect", destination__port="PORT", x__result=0), seen=FULL, threat=5,
        python="for _ in range(4000): c = socket.socket(); c.connect_ex(('127.0.0.1', 9)); c.close()\n"
        "s = socket.create_server(('127.0.0.1', PORT)); socket.create_connection(('127.0.0.1', PORT))"),
    Act("30,000 opens of a secret: what is left out is said", "T1562", told("agent.throttled", process__command_line=OWN), seen=FULL, threat=5,
        python="for _ in range(30000): os.close(os.open('/etc/shadow', 0))"),
    Act("2,000 processes at once, then another user's program", "T1499", EXEC, seen=FULL, threat=5,
        python="for _ in range(2000):\n    if not os.fork(): os._exit(0)\nfor _ in range(2000): os.wait()\n" + AS_OTHER),
    Act("12,000 refused changes of rights, then a module attempt", "T1562", told("kernel.module", x__module__name="MARK"), seen=FULL, threat=6,
        python="for _ in range(12000): call(106, 0)\ncall(176, b'MARK', 0)"),
)  # fmt: skip

ESCAPES = (
    _out("a process enters the host's namespaces (nsenter)", told("kernel.namespace", x__namespace__operation="enter", x__result=0, process__command_line=OWN),
         shell="unshare --mount --pid --fork sh -c 'nsenter --mount=/proc/1/ns/mnt /bin/true MARK; :'"),
    _out("the host's file system is mounted in a container", told("kernel.mount", x__mount__target="/tmp/MARK", x__mount__filesystem="tmpfs"),
         shell="mkdir /tmp/MARK; unshare --mount --pid --fork mount -t tmpfs disk /tmp/MARK"),
    _out("a control group's release_agent is written", told("kernel.mount", x__mount__filesystem="cgroup", x__mount__target="/tmp/MARK") +
         told("file.open", file__path=holds("release_agent")),
         shell="mkdir /tmp/MARK; unshare --mount --cgroup sh -c 'mount -t cgroup -o none,name=MARK cgroup /tmp/MARK; echo /nothing > /tmp/MARK/release_agent; "
         "umount /tmp/MARK'"),
    _out("the kernel's core_pattern is opened for writing", told("file.open", file__path="/proc/sys/kernel/core_pattern", x__file__access="write"),
         python="os.close(os.open('/proc/sys/kernel/core_pattern', os.O_WRONLY))"),
    _out("a user namespace is made and a file system mounted in it", told("kernel.mount", x__mount__target="/tmp/MARK"),
         shell="mkdir -p /tmp/MARK; unshare --user --map-root-user --mount mount -t tmpfs x /tmp/MARK"),
    _out("the root is exchanged (pivot_root) and the old one read", told("kernel.mount", x__mount__operation="pivot_root", process__args=OWN),
         shell="mkdir -p /tmp/MARK/old; unshare --mount sh -c 'mount -t tmpfs x /tmp/MARK; mkdir /tmp/MARK/old; pivot_root /tmp/MARK /tmp/MARK/old'"),
    _out("a container's program reads the host's secret through /proc/1/root", (READ_SECRET,),
         shell="unshare --mount --pid --fork sh -c 'cat /proc/1/root/etc/shadow > /dev/null'"),
    _out("a container's file of accounts is changed", told("file.open", file__path="/etc/MARK", x__file__access="write"),
         shell="mkdir -p /tmp/MARK/etc /tmp/MARK/old; exec unshare --mount sh -ec 'mount --bind /tmp/MARK /tmp/MARK; cd /tmp/MARK; "
         "pivot_root . old; echo x >/etc/MARK'"),
)  # fmt: skip

SHORT = (
    Act("a program is gone before anybody can look: all is told", "T1059",
        told("process.exec", process__args=["/bin/true", "MARK"], process__executable=holds("/true"), process__parent__executable=holds("python")),
        python="os.posix_spawn('/bin/true', ['/bin/true', 'MARK'], {})", seen=FULL, threat=13),
    Act("a program whose parent is gone too (double fork)", "T1059", told("process.exec", process__args=["/bin/true", "MARK"], process__ancestors=holds("executable")),
        python="if not os.fork():\n    if not os.fork(): os.execv('/bin/true', ['/bin/true', 'MARK'])\n    os._exit(0)\nos.wait(); time.sleep(0.1)",
        seen=FULL, threat=13),
    Act("a program that deletes itself", "T1070.004", told("process.exec", process__executable="/tmp/MARK", also=Told("process.exit", {})),
        python="shutil.copy('/bin/rm', '/tmp/MARK'); subprocess.run(['/tmp/MARK', '/tmp/MARK'])", seen=FULL, threat=13),
)  # fmt: skip
