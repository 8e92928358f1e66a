from redshank.host.sensor.decode import Record
from redshank.host.sensor.join import join
from redshank.host.sensor.process_table import Process, ProcessTable
from tests.generated import build

TICK = 10_000_000


def record(event: object, start: int, parent_start: int = TICK, parent: int = 1) -> Record:
    return Record(event, 0, start, parent_start, parent)  # type: ignore[arg-type]


def table_with_init() -> ProcessTable:
    table = ProcessTable("h", "b")
    table.add(Process(1, 1, pid=1, executable="/sbin/init", name="init"))
    return table


def fork(pid: int, **fields: object) -> Record:
    parent = fields.pop("parent", 1)
    parent_start = fields.pop("parent_start", TICK)
    event = build.process_fork(process_pid=pid, process_scope_pid=pid, process_executable=None, process_name=None, **fields)
    return record(event, pid * TICK, parent_start, parent)  # type: ignore[arg-type]


def exec_(pid: int, executable: str, args: list[str]) -> Record:
    event = build.process_exec(
        process_pid=pid, process_scope_pid=pid, process_executable=executable, process_name=executable.rsplit("/", 1)[-1],
        process_args=args, process_command_line=" ".join(args), process_parent_executable=None,
    )  # fmt: skip
    return record(event, pid * TICK)


def test_child_has_its_parents_program_until_it_runs_its_own() -> None:
    table = table_with_init()
    join(table, fork(10))
    join(table, exec_(10, "/usr/sbin/nginx", ["nginx", "-g"]))
    child = join(table, fork(11, parent=10, parent_start=10 * TICK))
    assert (child.process_executable, child.process_parent_executable) == ("/usr/sbin/nginx", "/usr/sbin/nginx")
    shell = join(table, exec_(11, "/bin/sh", ["sh", "-c", "id"]))
    assert (shell.process_parent_executable, shell.process_parent_command_line) == ("/usr/sbin/nginx", "nginx -g")
    assert [a["executable"] for a in shell.process_ancestors or []] == ["/usr/sbin/nginx", "/sbin/init"]


def test_event_of_an_unknown_process_is_counted_and_still_told() -> None:
    table = table_with_init()
    event = join(table, record(build.net_connect(process_pid=99, process_scope_pid=99, process_executable=None), 99 * TICK))
    assert table.unresolved == 1 and event.process_entity_id
    assert event.process_parent_executable == "/sbin/init"


def test_exit_comes_with_the_program_and_frees_the_pid() -> None:
    table = table_with_init()
    join(table, fork(10))
    join(table, exec_(10, "/bin/true", ["true"]))
    event = join(table, record(build.process_exit(process_pid=10, process_scope_pid=10, process_executable=None), 10 * TICK))
    assert event.process_executable == "/bin/true" and len(table) == 1
    join(table, record(build.process_fork(process_pid=10, process_scope_pid=10, process_executable=None), 500 * TICK))
    assert table.known(10, 500 * TICK) is not None


def test_credential_change_tells_who_it_was_before() -> None:
    table = table_with_init()
    join(table, fork(10, user_effective_id=1000))
    event = join(table, record(build.kernel_credentials(process_pid=10, process_scope_pid=10, user_effective_id=0), 10 * TICK))
    assert getattr(event, "credentials_previous_user", None) == 1000
