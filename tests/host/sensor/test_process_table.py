from redshank.host.sensor.process_table import MAX_ANCESTORS, MAX_ENDED, Process, ProcessTable, ancestors, describe
from tests.generated import build


def table() -> ProcessTable:
    return ProcessTable("web-03", "boot")


def child_of(parent: Process | None, pid: int, executable: str = "/usr/bin/sh") -> Process:
    return Process(pid, 100 + pid, pid=pid, executable=executable, name=executable.rsplit("/", 1)[-1], parent=parent)


def test_ancestry_survives_the_exit_of_a_parent() -> None:
    processes = table()
    init = processes.add(child_of(None, 1, "/sbin/init"))
    server = processes.add(child_of(init, 10, "/usr/sbin/nginx"))
    shell = processes.add(child_of(server, 11))
    processes.end(server)
    assert ancestors(shell) == [{"pid": 10, "executable": "/usr/sbin/nginx"}, {"pid": 1, "executable": "/sbin/init"}]


def test_endless_chain_is_cut() -> None:
    process = child_of(None, 1)
    for pid in range(2, 200):
        process = child_of(process, pid)
        assert len(ancestors(process)) <= MAX_ANCESTORS


def test_reused_pid_is_another_process() -> None:
    processes = table()
    first = processes.add(Process(42, start=10))
    processes.end(first)
    second = processes.add(Process(42, start=99))
    assert first.entity != second.entity
    assert processes.known(42, 990_000_000) is second and processes.known(42, 100_000_000) is first
    assert processes.known(42, 500_000_000) is None


def test_ended_process_is_found_for_late_events_but_not_for_ever() -> None:
    processes = table()
    for pid in range(1, MAX_ENDED + 10):
        processes.end(processes.add(Process(pid, start=pid)))
    assert processes.get(MAX_ENDED + 9) is not None and processes.get(1) is None
    assert len(processes) == 0


def test_describe_fills_only_what_the_event_does_not_say() -> None:
    processes = table()
    parent = processes.add(child_of(None, 5, "/usr/sbin/sshd"))
    process = processes.add(child_of(parent, 6))
    process.user, process.working_directory = 33, "/srv"
    event = build.file_create(process_pid=None, process_executable=None, process_working_directory="/etc", process_parent_pid=None)
    describe(event, process)
    assert (event.process_executable, event.process_pid, event.user_id) == ("/usr/bin/sh", 6, 33)
    assert event.process_working_directory == "/etc"
    assert (event.process_parent_pid, event.process_parent_executable) == (5, "/usr/sbin/sshd")
    assert event.process_entity_id == process.entity


def test_those_that_ended_can_be_forgotten_at_once() -> None:
    processes = table()
    one, other = processes.add(child_of(None, 1)), processes.add(child_of(None, 2))
    processes.end(one)
    processes.drop_ended()
    assert processes.get(1) is None and processes.get(2) is other
