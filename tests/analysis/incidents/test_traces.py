import pytest

from redshank.analysis.incidents.traces import MAX_TRACES, fact, script_of, traces_of
from redshank.findings.incident import Incident
from tests.analysis.incidents.played import HOSTILE, breach, case, hostile_report, member


def kinds(*members):
    return [(trace.kind, trace.value) for trace in case(*members).traces]


def test_played_breach_names_all_that_can_be_pointed_at():
    found: dict[str, set[str]] = {}
    for trace in traces_of(breach()):
        found.setdefault(trace.kind, set()).add(trace.value)
    assert found["peer"] == {"203.0.113.66", "203.0.113.67", "203.0.113.68"}
    assert (found["login"], found["guess"], found["account"]) == ({"198.51.100.23"}, {"198.51.100.7"}, {"root"})
    assert found["tool"] == {f"/usr/bin/{name}" for name in ("ps", "netstat", "ss", "lsof")}
    assert found["program"] == {"/tmp/breeb", "/usr/bin/bsd-port/getty"}
    assert found["copy"] == {"/usr/bin/dpkgd/ps"}
    assert found["start"] == {f"/etc/rc{n}.d/S97DbSecuritySpt" for n in range(1, 6)} | {"/etc/init.d/DbSecuritySpt", "/etc/rc.local"}
    assert found["log"] == {"/var/log/wtmp", "/var/log/btmp", "/var/log/lastlog"}
    assert (found["module"], found["web"]) == ({"xpacket"}, {"apache2"})
    assert found["process"] == {"/tmp/breeb (24769)", "/usr/bin/bsd-port/getty (25017)"}


def test_a_thing_seen_twice_is_one_trace_with_all_its_evidence():
    (netstat,) = [trace for trace in traces_of(breach()) if trace.value == "/usr/bin/netstat"]
    assert len(netstat.alerts) == len(set(netstat.alerts)) == 4
    assert netstat.get("package") == "net-tools"


def test_a_start_file_that_may_be_a_packages_is_only_edited():
    written = member(1, (("file.path", "/etc/cron.d/backup"),))
    found = member(2, (("file.path", "/etc/cron.d/backup"), ("redshank.package.state", "unpackaged")))
    assert kinds(written) == [("edited", "/etc/cron.d/backup")]
    assert kinds(written, found) == [("start", "/etc/cron.d/backup")]


@pytest.mark.parametrize(("path", "kind"), [
    ("/etc/systemd/system/x.service", "unit"), ("/root/.ssh/authorized_keys", "key"), ("/usr/bin/.sshd", "program"),
    ("/usr/bin/dpkgd/netstat", "copy"), ("/etc/ld.so.preload", "edited"), ("/var/spool/cron/root", "edited"), ("/dev/shm/.x", "program"),
])  # fmt: skip
def test_places_say_what_a_file_is(path, kind):
    assert kinds(member(1, (("file.path", path),))) == [(kind, path)]


def test_ordinary_files_and_inner_addresses_are_no_traces():
    assert kinds(member(1, (("file.path", "/etc/passwd"), ("destination.ip", "10.0.0.1"), ("process.executable", "/usr/bin/vi")))) == []


def test_of_several_values_the_one_in_the_title_counts():
    sources = (("source.ip", "192.0.2.1"), ("source.ip", "192.0.2.2"))
    facts = (*sources, ("event.action", "session.login_failed"), ("event.action", "session.login"))
    one = member(1, facts, title="password accepted from 192.0.2.1")
    assert fact(one, "source.ip") == "192.0.2.1"
    assert set(kinds(one)) == {("login", "192.0.2.1"), ("guess", "192.0.2.2")}


def test_a_process_that_is_gone_or_has_no_number_is_not_named():
    facts = (("destination.ip", "203.0.113.9"), ("process.executable", "/usr/bin/bash"))
    assert ("process", "/usr/bin/bash (7)") in kinds(member(1, (*facts, ("process.pid", "7"))))
    assert "process" not in dict(kinds(member(1, (*facts, ("process.pid", "7; reboot")))))
    assert "process" not in dict(kinds(member(1, (*facts, ("process.pid", "7"), ("event.action", "process.exit")))))


def test_script_of_an_interpreter_is_its_program():
    assert script_of("/usr/bin/python3.11", "python3 /tmp/x -v") == "/tmp/x"
    assert script_of("/usr/bin/bash", "bash -c 'x'") == script_of("/usr/bin/cp", "cp /a /b") == ""


def test_number_of_traces_is_bounded():
    members = [member(number, (("file.path", f"/tmp/{number}"),)) for number in range(MAX_TRACES + 50)]
    assert len(traces_of(Incident("i", {one.alert_id: one for one in members}))) == MAX_TRACES


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_values_are_kept_as_they_are_and_break_nothing(text):
    assert all(trace.alerts and trace.evidence for trace in hostile_report(text).case.traces)
