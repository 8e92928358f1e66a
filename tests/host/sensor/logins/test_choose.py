from pathlib import Path

from redshank.host.sensor.logins.deduplicate import Patience
from redshank.host.sensor.logins.log_file import LogFiles
from tests.host.sensor.golden import DATA
from tests.host.sensor.logins.host import Host, counts, sessions


def test_health_says_which_sources_are_there(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", b"")
    host.put("wtmp", b"")
    host.open()
    host.read()
    assert [(source.name, source.health().state) for source in host.sources] == [
        ("journal", "off"),
        ("auth_log", "ok"),
        ("wtmp", "ok"),
        ("btmp", "degraded"),
    ]
    assert [source.fileno() for source in host.sources] == [None] * 4
    host.close()
    host.close()


def test_all_logs_of_one_host_tell_each_fact_once(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", (DATA / "logins/ssh-3164.log").read_bytes())
    for name in ("wtmp", "btmp"):
        host.put(name, (DATA / f"logins/ssh-{name}").read_bytes())
    host.open(from_start=True)
    events = host.settle()
    assert counts(events) == {"log.line": 119, "session.login_failed": 17, "session.login": 10, "session.logout": 9}
    assert {event.source for event in sessions(events)} == {"auth_log"}
    host.close()


def test_pam_is_the_last_word_only_where_it_stands_alone(tmp_path: Path) -> None:
    line = (
        "Nov 24 05:59:58 web-03 vsftpd: pam_unix(vsftpd:auth): authentication failure; "
        "logname= uid=0 euid=0 tty=ftp ruser=bob rhost=203.0.113.66  user=bob\n"
    )
    for alone, at_once in ((True, 1), (False, 0)):
        host = Host(tmp_path / str(alone), pam_unix_only=alone)
        host.put("auth.log", b"")
        host.open()
        host.read()
        host.add("auth.log", line)
        assert len(sessions(host.read())) == at_once
        assert isinstance(host.sources[1], LogFiles)
        host.clock.move(Patience().pam_ns)
        assert len(sessions(host.read())) == 1 - at_once
        host.close()
