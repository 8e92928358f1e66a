import os
from pathlib import Path

from redshank.events import Event
from redshank.host.sensor.audit.joining import SWEEP_NS, Joiner
from redshank.host.sensor.process_table import TICK_NS, Process, ProcessTable
from tests.generated import build

ABSENT = 4_000_000  # over the kernel's highest pid
BOOT = 100 * TICK_NS


def joiner(table: ProcessTable, proc: Path = Path("/proc")) -> Joiner:
    return Joiner(table, proc, 1, lambda _: BOOT)


def exec_event(pid: int, path: str, parent: int = 1) -> Event:
    return build.process_exec(process_pid=pid, process_parent_pid=parent, process_executable=path, process_name=path, process_args=[path])


def table_with(*processes: Process) -> ProcessTable:
    table = ProcessTable("host", "boot")
    for process in processes:
        table.add(process)
    return table


def test_program_that_lives_is_read_from_proc() -> None:
    table = table_with()
    event = exec_event(os.getpid(), "/usr/bin/x", os.getppid())
    joiner(table).join(event)
    process = table.get(os.getpid())
    assert process is not None and process.executable == "/usr/bin/x"
    assert event.process_entity_id == process.entity and process.start != BOOT // TICK_NS
    assert event.process_parent_pid == os.getppid() and event.process_ancestors


def test_program_that_has_ended_is_born_when_its_record_says() -> None:
    table = table_with()
    event = exec_event(ABSENT, "/usr/bin/x", ABSENT + 1)
    joiner(table).join(event)
    process = table.get(ABSENT)
    assert process is not None and process.start == BOOT // TICK_NS
    assert table.unresolved == 1


def test_pid_that_is_used_again_does_not_inherit_the_dead_program() -> None:
    table = table_with(Process(ABSENT, 1, executable="/usr/bin/old", args=["old"]))
    event = build.net_connect(process_pid=ABSENT, process_executable="/usr/bin/new", process_args=None)
    joiner(table).join(event)
    assert event.process_args is None and event.process_entity_id != Process(ABSENT, 1).entity


def test_copy_of_a_parent_has_its_arguments() -> None:
    parent = Process(ABSENT + 1, 1, executable="/bin/sh", name="sh", args=["sh", "-c", "x"], command_line="sh -c x")
    event = build.net_connect(process_pid=ABSENT, process_parent_pid=ABSENT + 1, process_executable="/bin/sh", process_args=None)
    joiner(table_with(parent)).join(event)
    assert event.process_args == ["sh", "-c", "x"] and event.process_parent_executable == "/bin/sh"


def test_deleted_and_memory_programs_are_told_by_their_kind() -> None:
    gone, memory = ("/tmp/x (deleted)", "deleted", "/tmp/x"), ("/memfd:y (deleted)", "memfd", "/memfd:y")
    for path, kind, clean in (gone, memory, ("/bin/z", "file", "/bin/z")):
        event = build.process_exec(process_pid=ABSENT, process_executable=path)
        joiner(table_with()).join(event)
        assert (event.executable_kind, event.process_executable) == (kind, clean)


def test_ended_processes_leave_the_table_when_it_is_compared_with_proc(tmp_path: Path) -> None:
    (tmp_path / "12").mkdir()
    table = table_with(Process(12, 1), Process(13, 1))
    swept = joiner(table, tmp_path)
    swept.sweep(SWEEP_NS)
    assert [process.scope_pid for process in table.live()] == [12]
    table.add(Process(14, 1))
    swept.sweep(SWEEP_NS + 1)
    assert len(table.live()) == 2


def test_event_without_a_pid_stays_as_it_is() -> None:
    event = build.net_listen(process_pid=None, process_entity_id=None)
    joiner(table_with()).join(event)
    assert event.process_entity_id is None
