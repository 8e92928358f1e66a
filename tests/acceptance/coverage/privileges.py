"""Who a process is: users, groups, capabilities, and attempts that are refused."""

from tests.acceptance.coverage.act import CALLS, FULL, Act, holds, told

NO_CALLS = "changes of rights are told at the exit of a system call; the next exec tells the new user"
OWN = holds("MARK")


def _change(what: str, name: str, python: str, technique: str = "T1548", **fields: object) -> Act:
    wanted = told("kernel.credentials", x__syscall__name=name, process__command_line=OWN, **fields)
    return Act(what, technique, wanted, python=python, seen=CALLS, unseen=NO_CALLS)


ACTS = (
    _change("the user is changed (setuid)", "setuid", "call(105, 12345)", user__id=12345, x__result=0, x__credentials__previous_user=0),
    _change("the user is changed (setresuid)", "setresuid", "call(117, 12345, 12345, 12345)", user__id=12345),
    _change("the effective user alone is changed (setreuid)", "setreuid", "call(113, -1, 12345)", user__effective__id=12345, user__id=0),
    _change("the user of file access is changed (setfsuid)", "setfsuid", "call(122, 12345)", x__syscall__a0=12345),
    _change("the group is changed (setgid)", "setgid", "call(106, 12345)", group__id=12345),
    _change("the groups are changed (setgroups)", "setgroups", "os.setgroups([4, 27])", x__syscall__a0=2),
    _change("root is wanted and refused (setuid)", "setuid", "become(12345); call(105, 0)", user__id=12345, x__result=-1, event__outcome="failure"),
    _change("capabilities are given up (capset)", "capset",
            "call(126, struct.pack('<Ii', 0x20080522, 0), struct.pack('<6I', 0, 0, 0, 0, 0, 0))", x__capabilities__effective=0),
    Act("the user is changed by a 32-bit call (int 0x80)", "T1548",
        told("kernel.credentials", x__syscall__name="setuid", process__command_line=OWN, user__id=12345), python="call32(213, 12345)",
        seen=FULL, unseen="32-bit calls have no tracepoint of their own"),
)  # fmt: skip
