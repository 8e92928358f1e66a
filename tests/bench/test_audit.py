from bench.audit import AuditState, parse_status
from bench.auditd import RULES

STATUS = """\
enabled 0
failure 1
pid 0
backlog_limit 64
backlog_wait_time 15000
loginuid_immutable 0 unlocked
strange
"""


def test_status_is_names_and_numbers():
    found = parse_status(STATUS)
    assert found["backlog_wait_time"] == 15000
    assert found["loginuid_immutable"] == 0
    assert "strange" not in found


def test_rules_a_daemon_or_auditing_itself_mean_in_use():
    assert not AuditState(parse_status(STATUS), ()).in_use()
    assert AuditState({}, ("-w /etc -p wa",)).in_use()
    assert AuditState({"enabled": 1}, ()).in_use()
    assert AuditState({"pid": 7}, ()).in_use()


def test_measured_rules_are_about_forty_and_watch_the_folder_of_the_run():
    rules = [line for line in RULES.read_text().splitlines() if line.startswith(("-a", "-w"))]
    assert 38 <= len(rules) <= 45
    assert "-w {watched} -p wa -k watched" in rules
    assert len(set(rules)) == len(rules)
