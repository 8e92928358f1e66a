"""Threats 7 to 11: what a program calls itself, where its bytes lie, who runs it, what is put into it."""

from tests.acceptance.coverage.act import FULL, GIVEN, Act, Told, holds, one_of, told

TRUE = "/tmp/.MARK"
COPY = f"shutil.copy('/bin/sleep', {TRUE!r})\n"
CHILD = "p = subprocess.Popen(['/bin/sleep', '5'])\n"
OWN = holds("MARK")


def _act(threat: int, what: str, wanted: tuple[Told, ...], python: str = "", shell: str = "", technique: str = "T1036", tool: str = "") -> Act:
    return Act(what, technique, wanted, python=python, shell=shell, seen=FULL, tool=tool, threat=threat)


def _posing(what: str, name: str, how: str = "", **fields: object) -> Act:
    """A copied program poses as `name`: the true file is told, whatever it calls itself."""
    wanted = told("process.exec", process__executable=TRUE, process__args=[name, "0"], **fields)
    return _act(8, f"a program calls itself {what}", wanted, COPY + (how or f"os.execv({TRUE!r}, [{name!r}, '0'])"), technique="T1036.004")


def _launched(what: str, shell: str, wanted: tuple[Told, ...], tool: str = "") -> Act:
    return _act(10, f"a program is launched by {what}", wanted, shell=shell, technique="T1059", tool=tool)


RAN = told("process.exec", process__executable=TRUE)
SCRIPT = "printf ':\\n' > /tmp/MARK.sh; "

REWRITTEN = (
    _act(7, "a program writes over its own arguments: those of the start are told", told("process.exec", process__args=["/bin/sleep", "MARK"]),
         "os.execv('/bin/sleep', ['/bin/sleep', 'MARK'])"),
    _act(7, "a program changes its arguments after the start: said", told("process.retitled", x__title__command_line=holds("nothing here")),
         python="a, e = map(int, open('/proc/self/stat').read().rsplit(')', 1)[1].split()[45:47]); ctypes.memset(a, 0, e - a); ctypes.memmove(a, b'nothing here', 12); time.sleep(4)"),
    _act(7, "a program is run without a name: its file is told",
         told("process.exec", process__executable=TRUE), COPY + f"a = (ctypes.c_char_p * 1)(None); call(59, b{TRUE!r}, a, None)"),
    _act(7, "arguments that look like other ones: 300 blanks before the true one", told("process.exec", process__args=holds("MARK")),
         "os.execv('/bin/true', ['/bin/true', 'ok' + ' ' * 300 + 'MARK'])"),
)  # fmt: skip

POSING = (
    _posing("[kworker/0:1]", "[kworker/0:1]", x__process__looks_like_kernel_thread=True),
    _posing("sshd: root@pts/0", "sshd: root@pts/0"),
    _posing("/usr/sbin/cron", "/usr/sbin/cron"),
    _posing("by an empty name", "", f"a = (ctypes.c_char_p * 3)(b'', b'0', None); call(59, b{TRUE!r}, a, None)"),
    _act(8, "a process takes a kernel thread's short name (prctl)", told("process.exec", process__args=["/bin/true", "MARK"], process__parent__executable=holds("python")),
         "LIBC.prctl(15, b'kworker/0:1', 0, 0, 0); subprocess.run(['/bin/true', 'MARK'])", technique="T1036.004"),
    _act(8, "a program lies in a file named [kworker]", told("process.exec", process__executable="/tmp/MARK/[kworker]"),
         "os.mkdir('/tmp/MARK'); shutil.copy('/bin/true', '/tmp/MARK/[kworker]'); os.execv('/tmp/MARK/[kworker]', ['[kworker]'])", technique="T1036.004"),
)  # fmt: skip

HOMELESS = (
    _act(9, "a program is run from memory (memfd, execveat)", told("process.exec", x__executable__kind="memfd", process__args=["MARK"]),
         "f = os.memfd_create('x', 0); os.write(f, open('/bin/true', 'rb').read())\na = (ctypes.c_char_p * 2)(b'MARK', None)\n"
         "call(322, f, b'', a, ctypes.c_void_p(0), 0x1000)", technique="T1620"),
    _act(9, "a program is run from memory (memfd, /proc/self/fd)", told("process.exec", x__executable__kind="memfd", process__args=["MARK"]),
         "f = os.memfd_create('x', 0); os.write(f, open('/bin/true', 'rb').read())\nos.execv(f'/proc/self/fd/{f}', ['MARK'])", technique="T1620"),
    _act(9, "a program is run by its descriptor (fexecve)", told("process.exec", process__executable=TRUE, process__args=["MARK"]),
         COPY + f"os.execve(os.open({TRUE!r}, 0), ['MARK'], {{}})", technique="T1106"),
    _act(9, "a program is run by /dev/fd", told("process.exec", process__executable=TRUE, process__args=["MARK"]),
         COPY + f"f = os.open({TRUE!r}, 0); os.set_inheritable(f, True); os.execv(f'/dev/fd/{{f}}', ['MARK'])", technique="T1106"),
    _act(9, "a deleted program is run", told("process.exec", x__executable__kind="deleted", process__args=["MARK"], process__executable=holds(TRUE)),
         COPY + f"f = os.open({TRUE!r}, 0); os.set_inheritable(f, True); os.unlink({TRUE!r}); os.execv(f'/proc/self/fd/{{f}}', ['MARK'])", technique="T1070.004"),
    _act(9, "a program without a name is run (O_TMPFILE)",
         told("process.exec", x__executable__kind=one_of("deleted", "tmpfs"), x__executable__links="0", process__args=["MARK"]),
         "f = os.open('/tmp', os.O_TMPFILE | os.O_RDWR, 0o700); os.write(f, open('/bin/true', 'rb').read())\ng = os.open(f'/proc/self/fd/{f}', 0)\n"
         "os.close(f); os.set_inheritable(g, True); os.execv(f'/proc/self/fd/{g}', ['MARK'])", technique="T1620"),
    _act(9, "a program is run from /dev/shm and deleted at once", told("process.exec", process__executable="/dev/shm/MARK", x__executable__kind=one_of("tmpfs", "deleted")),
         "shutil.copy('/bin/true', '/dev/shm/MARK'); p = subprocess.Popen(['/dev/shm/MARK']); os.unlink('/dev/shm/MARK'); p.wait()", technique="T1620"),
)  # fmt: skip

LAUNCHED = (
    _launched("python -c", "python3 -c 'import os; os.execv(\"/bin/true\", [\"/bin/true\", \"MARK\"])'", told("process.exec", process__args=["/bin/true", "MARK"])),
    _launched("perl -e", "perl -e '$x = \"MARK\"; 1'", told("process.exec", process__name="perl", process__args=holds("MARK")), tool="perl"),
    _launched("bash <(…)", "bash <(echo '/bin/true MARK')", told("process.exec", process__args=["/bin/true", "MARK"])),
    _launched("a shell that reads its standard input", "echo '/bin/true MARK' | sh",
              told("process.exec", process__name=one_of("dash", "sh", "bash"), x__script__from="stdin")),
    _launched("the loader: ld.so FILE", f"cp /bin/true {TRUE}; /lib64/ld-linux-x86-64.so.2 {TRUE}",
              told("process.exec", process__executable=holds("ld-linux"), x__loader__target=TRUE)),
    _launched("the loader, the file not to be run by its mode", f"cp /bin/true {TRUE}; chmod 0644 {TRUE}; /lib64/ld-linux-x86-64.so.2 {TRUE}",
              told("process.exec", x__loader__target=TRUE)),
    _launched("awk", "awk 'BEGIN { system(\"/bin/true MARK\") }'", told("process.exec", process__args=["/bin/true", "MARK"], process__ancestors=GIVEN), tool="awk"),
    _launched("find -exec", "find /etc/hostname -exec /bin/true MARK ';'", told("process.exec", process__args=["/bin/true", "MARK"], process__parent__name="find"),
              tool="find"),
    _launched("xargs", "echo MARK | xargs /bin/true", told("process.exec", process__args=["/bin/true", "MARK"]), tool="xargs"),
    _launched("env and setsid", "exec env X=1 setsid -w /bin/true MARK", told("process.exec", process__args=["/bin/true", "MARK"]), tool="setsid"),
    _launched("busybox", "busybox sh -c '/bin/true MARK'", told("process.exec", process__args=["/bin/true", "MARK"]), tool="busybox"),
    _launched("a script without #!", SCRIPT + "chmod +x /tmp/MARK.sh; exec /bin/sh /tmp/MARK.sh", told("process.exec", process__args=["/bin/sh", "/tmp/MARK.sh"])),
)  # fmt: skip

INJECTED = (
    _act(11, "another process is traced (ptrace seize)", told("kernel.ptrace", x__result=0, x__ptrace__operation="seize", x__target__pid=GIVEN, process__command_line=OWN),
         CHILD + "call(101, 0x4206, p.pid, None, None); p.kill()", technique="T1055.008"),
    _act(11, "another process's memory is written (process_vm_writev, with bytes)",
         told("kernel.ptrace", x__ptrace__operation="write_memory", x__target__pid=GIVEN, process__command_line=OWN),
         CHILD + "v = memory(struct.pack('<QQ', memory(b'x'), 1)); call(311, p.pid, v, 1, v, 1, 0); p.kill()", technique="T1055.009"),
    _act(11, "another process's memory is opened for writing (/proc/PID/mem)", told("kernel.ptrace", x__ptrace__operation="open_memory", x__target__pid=GIVEN, process__command_line=OWN),
         CHILD + "open(f'/proc/{p.pid}/mem', 'r+b', 0); p.kill()", technique="T1055.009"),
    _act(11, "a library is put into a program (LD_PRELOAD)", told("process.exec", process__args=["/bin/true", "MARK"], process__env_vars=holds("LD_PRELOAD=/tmp/MARK.so")),
         "os.execve('/bin/true', ['/bin/true', 'MARK'], {'LD_PRELOAD': '/tmp/MARK.so'})", technique="T1574.006"),
    _act(11, "a library is put into a program (LD_AUDIT, LD_LIBRARY_PATH)",
         told("process.exec", process__args=["/bin/true", "MARK"], process__env_vars=holds("LD_AUDIT=/tmp/MARK.so")),
         "os.execve('/bin/true', ['/bin/true', 'MARK'], {'LD_AUDIT': '/tmp/MARK.so', 'LD_LIBRARY_PATH': '/tmp'})", technique="T1574.006"),
    _act(11, "a library is put into every program (/etc/ld.so.preload)",
         told("file.open", file__path="/etc/ld.so.preload", x__file__access="write", process__command_line=OWN),
         "open('/etc/ld.so.preload', 'a').close(); os.unlink('/etc/ld.so.preload')", technique="T1574.006"),
)  # fmt: skip
