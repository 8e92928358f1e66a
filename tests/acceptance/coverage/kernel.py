"""What reaches into the kernel or into other processes: modules, BPF, namespaces, mounts, tracing, memory."""

from tests.acceptance.coverage.act import CALLS, FULL, GIVEN, LIGHT, Act, holds, one_of, told

NO_CALLS = "told at the exit of a system call"
NO_TRACE = "told at the exit of a system call; in light where the kernel has modules, else it has no tracepoint of these calls"
OWN = holds("MARK")
CHILD = "p = subprocess.Popen(['/bin/sleep', '5'])\n"

ACTS = (
    Act("a module is loaded from a file, or tried", "T1547.006",
        told("kernel.module", file__path="/usr/lib/MARK.ko", x__module__operation="load", x__result=GIVEN, process__command_line=OWN),
        python="open('/usr/lib/MARK.ko', 'w').write('no module'); call(313, os.open('/usr/lib/MARK.ko', 0), b'', 0)", seen=FULL, depends=LIGHT, unseen=NO_TRACE),
    Act("a module is loaded from memory, or tried", "T1547.006",
        told("kernel.module", x__module__operation="load_memory", x__module__parameters="key=MARK"),
        python="call(175, b'no', 2, b'key=MARK')", seen=FULL, depends=LIGHT, unseen=NO_TRACE),
    Act("a module is taken out, or tried", "T1562.001", told("kernel.module", x__module__operation="unload", x__module__name="MARK"),
        python="call(176, b'MARK', 0)", seen=FULL, depends=LIGHT, unseen=NO_TRACE),
    Act("a module is loaded without the right to: refused", "T1547.006", told("kernel.module", user__id=12345, x__result=one_of(-1, -38), event__outcome="failure"),
        python="become(12345); call(175, b'no', 2, b'')", seen=FULL, depends=LIGHT, unseen=NO_TRACE),
    Act("a module is taken out by a 32-bit call (int 0x80)", "T1562.001", told("kernel.module", x__module__name="MARK"),
        python="call32(129, low(b'MARK'), 0)", seen=FULL, unseen="32-bit calls have no tracepoint of their own"),
    Act("a BPF map is made", "T1014", told("kernel.bpf", x__bpf__operation="create_map", process__command_line=OWN, x__result=GIVEN),
        python="call(321, 0, struct.pack('<5I', 2, 4, 4, 1, 0).ljust(128, b'\\0'), 128)", seen=CALLS, unseen=NO_CALLS),
    Act("a BPF program is loaded by another user: refused", "T1014", told("kernel.bpf", x__bpf__operation="load_program", process__command_line=OWN, x__result=-1, user__id=12345),
        python="become(12345); call(321, 5, bytes(128), 128)", seen=CALLS, unseen=NO_CALLS),
    Act("a process is traced (ptrace attach)", "T1055.008",
        told("kernel.ptrace", x__result=0, x__ptrace__operation="attach", x__target__pid=GIVEN, process__command_line=OWN),
        python=CHILD + "call(101, 16, p.pid, None, None); p.kill()", seen=CALLS, unseen=NO_CALLS),
    Act("another user's process is traced: refused", "T1055.008", told("kernel.ptrace", x__result=-1, user__id=12345),
        python=CHILD + "become(12345); call(101, 16, p.pid, None, None)", seen=CALLS, unseen=NO_CALLS),
    Act("another process's memory is written (process_vm_writev)", "T1055.009",
        told("kernel.ptrace", x__ptrace__operation="write_memory", process__command_line=OWN),
        python=CHILD + "call(311, p.pid, None, 0, None, 0, 0); p.kill()", seen=CALLS, unseen=NO_CALLS),
    Act("a file without a name is made in memory (memfd_create)", "T1620", told("kernel.memfd", x__memfd__name="MARK", x__result=GIVEN),
        python="os.memfd_create('MARK')", seen=CALLS, unseen=NO_CALLS),
    Act("a mount namespace is made (unshare)", "T1611", told("kernel.namespace", x__namespace__operation="unshare", x__result=0, process__command_line=OWN),
        python="call(272, 0x20000)", seen=CALLS, unseen=NO_CALLS),
    Act("a user namespace is made by another user", "T1611", told("kernel.namespace", x__namespace__operation="unshare", user__id=12345),
        python="become(12345); call(272, 0x10000000)", seen=CALLS, unseen=NO_CALLS),
    Act("a process enters another's namespace (setns)", "T1611", told("kernel.namespace", x__namespace__operation="enter", x__result=0, process__command_line=OWN),
        python="call(308, os.open('/proc/1/ns/mnt', 0), 0)", seen=CALLS, unseen=NO_CALLS),
    Act("a file system is mounted", "T1611",
        told("kernel.mount", x__mount__target="/tmp/MARK", x__mount__filesystem="tmpfs", x__result=0),
        python="os.mkdir('/tmp/MARK'); call(165, b'MARK', b'/tmp/MARK', b'tmpfs', 0, None); call(166, b'/tmp/MARK', 2)",
        seen=CALLS, unseen=NO_CALLS),
    Act("a folder is bound to another place", "T1564", told("kernel.mount", x__mount__source="/etc", x__mount__target="/tmp/MARK"),
        python="os.mkdir('/tmp/MARK'); call(165, b'/etc', b'/tmp/MARK', None, 4096, None); call(166, b'/tmp/MARK', 2)",
        seen=CALLS, unseen=NO_CALLS),
    Act("a file system is mounted by another user: refused", "T1611", told("kernel.mount", x__mount__target="/tmp/MARK", x__result=-1),
        python="os.mkdir('/tmp/MARK'); become(12345); call(165, b'x', b'/tmp/MARK', b'tmpfs', 0, None)",
        seen=CALLS, unseen=NO_CALLS),
    Act("a file system is taken off (umount2)", "T1562", told("kernel.mount", x__mount__operation="unmount", x__mount__target="/tmp/MARK"),
        python="os.mkdir('/tmp/MARK'); call(166, b'/tmp/MARK', 0)", seen=CALLS, unseen=NO_CALLS),
    Act("an io_uring is used", "T1106", told("kernel.io_uring", x__io_uring__operation="setup", process__command_line=OWN), python="Uring().submit(SOCKET, 2, offset=1)"),
)  # fmt: skip
