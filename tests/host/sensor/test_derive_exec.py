"""What a program's start tells beside its path: first from made-up records, then from the real kernel."""

import errno
import os
import pty
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from redshank.host.sensor.derive import derive
from redshank.host.sensor.programs import MOUNT_NAMESPACE
from tests.generated import build
from tests.host.sensor.kernel import Kernel, own, run

STREAM = {"pipe": 2, "socket": 3, "terminal": 5}


def start(executable: str, args: list[str], stdin: str = "pipe", **fields: object) -> Any:
    event = build.process_exec(
        process_executable=executable, process_args=args, process_working_directory="/srv", stdin_code=STREAM[stdin], stdout_code=5,
        executable_links=1, executable_filesystem=0xEF53, **fields,
    )  # fmt: skip
    derive(event, compat=False, before=False)
    return event


def test_interpreter_fed_by_a_pipe_is_a_fact() -> None:
    event = start("/usr/bin/bash", ["bash"])
    assert (event.interpreter_name, event.script_from, event.script_path, event.stdin_kind, event.stdout_kind) == (
        "sh",
        "stdin",
        None,
        "pipe",
        "terminal",
    )


def test_script_is_named_by_its_absolute_path_however_it_was_started() -> None:
    named = start("/usr/bin/python3.11", ["python3", "x.py"])
    assert (named.script_from, named.script_path) == ("argument", "/srv/x.py")
    executed = start("/usr/bin/python3.11", ["/usr/bin/python3", "./x.py"], script_requested="./x.py")
    assert (executed.script_from, executed.script_path, executed.interpreter_name) == ("hashbang", "/srv/x.py", "python")


def test_program_that_interprets_nothing_has_none_of_it() -> None:
    event = start("/usr/bin/ls", ["ls"])
    assert (event.interpreter_name, event.script_from, event.loader_target, event.process_looks_like_kernel_thread) == (None,) * 4


def test_loader_and_pretender_are_told() -> None:
    assert start("/usr/lib64/ld-linux-x86-64.so.2", ["ld.so", "./x"]).loader_target == "/srv/x"
    assert start("/opt/x", ["[kworker/0:1]"]).process_looks_like_kernel_thread
    assert start("/tmp/kswapd0", ["/tmp/kswapd0"]).process_looks_like_kernel_thread


def test_refused_start_has_its_path_made_absolute() -> None:
    event = build.process_exec_failed(exec_requested="x", exec_folder="/srv/y", result=-13)
    derive(event, compat=False, before=False)
    assert (event.file_path, event.event_outcome, event.exec_attempts) == ("/srv/y/x", "failure", 1)
    by_descriptor = build.process_exec_failed(exec_requested=None, exec_folder="/srv/y", result=-8)
    derive(by_descriptor, compat=False, before=False)
    assert by_descriptor.file_path == "/srv/y"


# The real kernel


@pytest.fixture(scope="module")
def full() -> Iterator[Kernel]:
    kernel = Kernel("full")
    yield kernel
    kernel.source.close()


def started(kernel: Kernel, command: list[str], **options: Any) -> Any:
    process = subprocess.Popen(command, **options)
    process.wait()
    events = kernel.of(process.pid, "process.exec")
    assert events
    return events[-1]


@pytest.mark.root
def test_kinds_of_input_and_output(full: Kernel, tmp_path: Path) -> None:
    kinds = {}
    with (tmp_path / "f").open("wb+") as file:
        inet, unix = socket.create_server(("127.0.0.1", 0)), socket.socketpair()
        master, slave = pty.openpty()
        for name, stdin in (
            ("file", file),
            ("pipe", os.pipe()[0]),
            ("null", subprocess.DEVNULL),
            ("socket", inet),
            ("unix_socket", unix[0]),
            ("terminal", slave),
        ):
            event = started(full, ["/bin/true"], stdin=stdin, stdout=file)
            kinds[name] = event.stdin_kind
            assert event.stdout_kind == "file"
        closed = started(full, ["/bin/sh", "-c", "exec /bin/true <&- >&-"])
        for descriptor in (inet, *unix):
            descriptor.close()
        os.close(master)
        os.close(slave)
    assert kinds == {name: name for name in kinds} and (closed.stdin_kind, closed.stdout_kind) == ("closed", "closed")


@pytest.mark.root
def test_only_telling_variables_leave_the_host_also_from_a_long_environment(full: Kernel) -> None:
    plain = {f"SECRET_{number}": "x" * 40 for number in range(300)}
    long = {"SECRET_LONG": "LD_PRELOAD=" * 300}
    event = started(
        full,
        ["/bin/true"],
        env={**plain, **long, "LD_LIBRARY_PATH": "/nowhere", "SSH_CONNECTION": "192.0.2.7 1 192.0.2.8 22", "PATH": "/bin"},
    )
    assert event.process_env_vars == ["LD_LIBRARY_PATH=/nowhere", "SSH_CONNECTION=192.0.2.7 1 192.0.2.8 22"]
    assert event.environment_unread == 0 and event.environment_length > 15_000
    event = started(full, ["/bin/true"], env={f"S{number}": "" for number in range(2000)})
    assert event.process_env_vars is None and event.environment_unread > 0


@pytest.mark.root
def test_long_variable_is_kept_up_to_its_bound(full: Kernel) -> None:
    event = started(full, ["/bin/true"], env={"LD_LIBRARY_PATH": "/nowhere/" + "x" * 2000, "SUDO_USER": "ann"})
    assert [len(text) for text in event.process_env_vars] == [511, 13] and event.environment_unread == 0


@pytest.mark.root
def test_script_by_its_first_line_is_told_with_its_interpreter(full: Kernel, tmp_path: Path) -> None:
    script = tmp_path / "tool"
    script.write_text("#!/bin/sh -e\nexit 0\n")
    script.chmod(0o755)
    event = started(full, ["./tool", "a"], cwd=tmp_path)
    assert (event.script_from, event.script_path, event.interpreter_name) == ("hashbang", str(script), "sh")
    assert event.process_executable == str(Path("/bin/sh").resolve())
    event = started(full, ["/bin/sh", "tool"], cwd=tmp_path)
    assert (event.script_from, event.script_path) == ("argument", str(script))


@pytest.mark.root
def test_start_carries_its_namespaces(full: Kernel) -> None:
    event = started(full, ["unshare", "--mount", "/bin/true"])
    assert event.namespace_mount not in (0, MOUNT_NAMESPACE.stat().st_ino)
    assert (
        event.namespace_network == Path("/proc/self/ns/net").stat().st_ino
        and event.namespace_user == Path("/proc/self/ns/user").stat().st_ino
    )


@pytest.mark.root
def test_refused_programs_are_told_with_path_result_and_where_it_comes_from(full: Kernel, tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("no program")
    pid = run(f"os.chdir('{tmp_path}')\nfor path in ('plain', '/nowhere/x'):\n  try: os.execv(path, ['x'])\n  except OSError: pass")
    refused, missing = full.of(pid, "process.exec_failed")
    assert (refused.file_path, refused.result, refused.exec_requested, refused.arg_source) == (
        f"{tmp_path}/plain",
        -errno.EACCES,
        "plain",
        "user",
    )
    assert (missing.file_path, missing.result, missing.exec_folder) == ("/nowhere/x", -errno.ENOENT, None)
    assert refused.process_executable == str(Path(sys.executable).resolve())


@pytest.mark.root
def test_search_along_the_path_is_one_event_or_none(full: Kernel) -> None:
    code = "os.environ['PATH'] = '/nowhere:/usr/nowhere:/bin'\ntry: os.execvp('no-such-tool', ['x'])\n"
    code += "except OSError: pass\nos.execvp('true', ['true'])"
    pid = run(code)
    failed = full.of(pid, "process.exec_failed")
    assert [(e.file_path, e.exec_attempts) for e in failed] == [("/bin/no-such-tool", 3)]
    assert full.wait_for(lambda e: own("process.exec", pid)(e) and e.process_name == "true")


@pytest.mark.root
def test_refusal_by_descriptor_and_folder(full: Kernel, tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("no program")
    code = f"""
folder = os.open('{tmp_path}', os.O_RDONLY)
syscall(322, folder, b'plain', None, None, 0)
f = os.open('{tmp_path}/plain', os.O_RDONLY)
syscall(322, f, b'', None, None, 0x1000)
"""
    first, second = full.of(run(code), "process.exec_failed")
    assert first.file_path == second.file_path == f"{tmp_path}/plain" and first.syscall_name == "execveat"
