from pathlib import Path

import pytest

from redshank.host.sweep import processes
from redshank.host.sweep.processes import is_hidden, traits_of
from tests.host.sweep.make import process, scene


def test_odd_processes_are_told_with_their_start(tmp_path: Path) -> None:
    process(tmp_path, 7, "/tmp/breeb (deleted)", "breeb")
    process(tmp_path, 8, "/usr/bin/sleep", "sleep")
    process(tmp_path, 9, "/usr/bin/x", "kworker/0:1")
    process(tmp_path, 10, "/usr/sbin/sshd", "sshd", "HOME=/\0LD_PRELOAD=/dev/shm/l.so\0")
    (tmp_path / "proc/11").mkdir()
    told = {event.process_scope_pid: event for event in processes.look(scene(tmp_path, live=True))}
    assert {pid: set(event.sweep_traits or ()) for pid, event in told.items()} == {
        7: {"deleted", "temporary"}, 9: {"kernel_name"}, 10: {"preloaded"},
    }  # fmt: skip
    assert told[7].process_executable == "/tmp/breeb" and told[7].timestamp == 1_700_000_123_450_000_000 and told[7].swept
    assert told[10].sweep_facts == [{"name": "preloaded", "value": "/dev/shm/l.so"}]


@pytest.mark.parametrize(
    ("program", "traits"),
    [
        ("/memfd:x (deleted)", ["memory"]),
        ("/dev/shm/a", ["temporary"]),
        ("/usr/bin/.sshd", ["hidden_name"]),
        ("/usr/sbin/nginx (deleted)", ["deleted"]),
        ("/home/ann/.nvm/bin/node", []),
        ("/srv/app/.venv/bin/python", []),
    ],
)
def test_what_is_odd_about_a_path(program: str, traits: list[str]) -> None:
    assert traits_of(program, "x") == traits


def test_hidden_folders_count_where_the_system_lives() -> None:
    assert is_hidden("/tmp/.X25-unix/rsync") and is_hidden("/usr/lib/.a/b") and is_hidden("/opt/x/.hidden")
    assert not is_hidden("/home/ann/.local/bin/x") and not is_hidden("/root/.cargo/bin/x")
