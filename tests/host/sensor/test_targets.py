import pytest

from redshank.host.sensor.process_table import Process, ProcessTable
from redshank.host.sensor.targets import describe_target
from tests.generated import build


@pytest.mark.parametrize(
    ("actor", "target", "relation"), [(2, 3, "child"), (3, 2, "parent"), (1, 3, "descendant"), (3, 4, "other"), (3, 3, "self")]
)
def test_target_is_described_and_related(actor: int, target: int, relation: str) -> None:
    table = ProcessTable("h", "b")
    init = table.add(Process(1, 1, pid=101, executable="/sbin/init", name="init"))
    shell = table.add(Process(2, 2, pid=102, parent=init, executable="/bin/sh", name="sh"))
    table.add(Process(3, 3, pid=103, parent=shell, executable="/bin/a", name="a", effective_user=7))
    table.add(Process(4, 4, pid=104, parent=init, executable="/bin/b", name="b"))
    event = build.kernel_ptrace(target_scope_pid=target, target_pid=0)
    acting, aimed = table.get(actor), table.get(target)
    assert acting and aimed
    describe_target(table, event, acting)
    assert (event.target_relation, event.target_name, event.target_pid, event.target_user_id) == (
        relation,
        aimed.name,
        aimed.pid,
        aimed.effective_user,
    )


def test_unknown_target_stays_unknown() -> None:
    event = build.kernel_ptrace(target_scope_pid=9)
    describe_target(ProcessTable("h", "b"), event, Process(1, 1))
    assert event.target_executable is None and event.target_relation is None
