from pathlib import Path

from redshank.host.sensor.terminals.sessions import MAX_LOGINS, Logins, Remote, identity, remote_of
from tests.generated import build


def test_login_is_found_by_the_process_or_its_ancestors() -> None:
    logins = Logins()
    logins.note(build.session_login(process_pid=100, source_ip="192.0.2.7", source_port=4000))
    logins.note(build.session_login(process_pid=101))
    assert logins.find(build.session_tty(process_pid=100)) == Remote("192.0.2.7", 4000)
    assert logins.find(build.session_tty(process_pid=5, process_ancestors=[{"pid": 100, "executable": "x"}])) == Remote("192.0.2.7", 4000)
    assert logins.find(build.session_tty(process_pid=101, process_ancestors=[])) is None


def test_logins_are_bounded() -> None:
    logins = Logins()
    for pid in range(1, MAX_LOGINS + 2):
        logins.note(build.session_login(process_pid=pid, source_ip="192.0.2.7"))
    assert logins.find(build.session_tty(process_pid=1, process_ancestors=[])) is None


def test_environment_tells_where_ssh_came_from(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    environment = tmp_path / "7" / "environ"
    environment.write_bytes(b"A=b\0SSH_CONNECTION=192.0.2.9 5000 192.0.2.1 22\0")
    assert remote_of(tmp_path, 7) == Remote("192.0.2.9", 5000)
    environment.write_bytes(b"SSH_CONNECTION=nonsense here\0")
    assert remote_of(tmp_path, 7) is None
    assert remote_of(tmp_path, 8) is None


def test_identities_differ_by_every_part() -> None:
    assert identity("S", "h", 1, 2) != identity("S", "h", 12) and identity("S", "h", 1).startswith("S-")
