from pathlib import Path

from redshank.host.sweep import logs
from tests.host.sweep.make import found, link, put, scene


def test_logs_and_histories_that_lead_to_nothing(tmp_path: Path) -> None:
    link(tmp_path, "/var/log/wtmp", "/dev/null")
    link(tmp_path, "/root/.bash_history", "/dev/null")
    link(tmp_path, "/home/ann/.zsh_history", "../../dev/null")
    link(tmp_path, "/var/log/syslog", "/srv/log/syslog")
    put(tmp_path, "/var/log/btmp")
    assert found(logs.look(scene(tmp_path))) == {
        "/var/log/wtmp": ({"log", "to_nothing"}, None),
        "/root/.bash_history": ({"history", "to_nothing"}, None),
        "/home/ann/.zsh_history": ({"history", "to_nothing"}, None),
    }
