"""Lines of audit.log for tests."""

SYSCALL = (
    "arch=c000003e syscall={number} success={success} exit={exit} a0={a0} a1=2 a2={a2} a3=4 items=2 ppid=10 pid=11 auid=1000 uid=33 gid=33 "
    'euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts2 ses=7 comm="x" exe="/usr/bin/x" key=(null)'
)


def line(kind: str, body: str, serial: int = 1, time: str = "1700000000.100") -> str:
    """One line without its newline."""
    return f"type={kind} msg=audit({time}:{serial}): {body}"


def syscall(number: int, serial: int = 1, *, success: str = "yes", exit: int = 0, a0: str = "1", a2: str = "3") -> str:
    """A SYSCALL line of the x86-64 call with that number."""
    return line("SYSCALL", SYSCALL.format(number=number, success=success, exit=exit, a0=a0, a2=a2), serial)


def path(name: str, nametype: str, serial: int = 1, inode: int = 5, mode: str = "0100644") -> str:
    """A PATH line; name as the log has it, with its quotes."""
    return line("PATH", f"item=0 name={name} inode={inode} dev=fe:01 mode={mode} ouid=0 ogid=0 rdev=00:00 nametype={nametype}", serial)
