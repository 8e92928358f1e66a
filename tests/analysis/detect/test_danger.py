from dataclasses import replace

import pytest

from redshank.analysis.detect.danger import Known, could_be, refusals, weakness
from redshank.analysis.detect.proposal import propose
from redshank.analysis.detect.selftest import firing_examples
from redshank.analysis.detect.suppression import DAY_NS, Part, Suppression
from redshank.analysis.detection import open_detection
from tests.analysis.detect.writing import load_all, rule_text
from tests.generated import build

NOW = 1_795_507_200 * 10**9
NGINX, DASH = Part("process.parent.executable", "/usr/sbin/nginx"), Part("process.executable", "/usr/bin/dash")
THUMB = Part("process.command_line", "sh -c /opt/app/bin/thumb --size large")


@pytest.fixture(scope="module")
def known() -> Known:
    engine = open_detection((), (), pytest.fail).engine
    return Known(tuple(engine.rules.values()), engine.filters.lists)


def ask(known: Known, title: str, *parts: Part, **change) -> list[str]:
    """The kinds of refusals of a suppression of the shipped rule with this title."""
    rule = next(rule for rule in known.rules if rule.title == title)
    one = Suppression("s", rule.id, rule.title, parts, "our own thumbnailer", "anna", NOW, NOW + 30 * DAY_NS, (), rule.severity)
    return [refusal.kind for refusal in refusals(replace(one, **change), known, NOW)]


WEB_SHELL = "Web service runs a shell"


def test_narrow_one_is_taken(known):
    assert ask(known, WEB_SHELL, DASH, NGINX, THUMB) == []


def test_whole_rule_or_only_what_everybody_uses_is_refused(known):
    assert ask(known, WEB_SHELL, Part("user.name", "www-data")) == ["too_broad"]
    assert ask(known, WEB_SHELL, DASH, NGINX, Part("user.name", "www-data")) == ["too_broad"]
    assert ask(known, WEB_SHELL, Part("process.executable", "/usr/bin/python3.11")) == ["too_broad"]


def test_severity_1_needs_two_selective_fields(known):
    assert ask(known, WEB_SHELL, THUMB, Part("user.name", "www-data")) == ["too_broad"]
    assert ask(known, WEB_SHELL, THUMB, DASH) == []


@pytest.mark.parametrize("path", ["/tmp/breeb", "/dev/shm/x", "/home/ann/bin/tool", "/var/tmp/a"])
def test_program_in_a_folder_open_to_all_is_refused(known, path):
    kinds = ask(known, "Program run from a folder for temporary files", Part("process.executable", path))
    assert "open_folder" in kinds


def test_wildcards_for_programs_and_patterns_too_wide_are_refused(known):
    title = "Init script created or changed by hand"
    assert "wildcard" in ask(known, title, Part("process.executable", "/opt/*/agent-program", is_pattern=True))
    assert "too_broad" in ask(known, title, Part("file.path", "/etc*", is_pattern=True))
    assert set(ask(known, title, Part("file.path", "*", is_pattern=True))) == {"wildcard", "too_broad"}


def test_what_the_rule_is_for_is_refused_by_the_name_of_its_own_test(known):
    rule = next(rule for rule in known.rules if rule.title == WEB_SHELL)
    example, events = firing_examples(rule, known.rules)[0]
    told = [Part("process.parent.executable", "/usr/sbin/apache2"), DASH, Part("process.command_line", str(events[0].process_command_line))]
    one = Suppression("s", rule.id, rule.title, tuple(told), "a test of ours", "anna", NOW, NOW + DAY_NS, (), 1)
    assert [refusal.kind for refusal in refusals(one, known, NOW)] == ["known_attack"]
    assert example in refusals(one, known, NOW)[0].message


def test_scope_of_a_host_does_not_get_a_known_attack_past(known):
    rule = next(rule for rule in known.rules if rule.title == WEB_SHELL)
    _, events = firing_examples(rule, known.rules)[0]
    told = (Part("process.parent.executable", "/usr/sbin/apache2"), DASH, Part("process.command_line", str(events[0].process_command_line)))
    assert "known_attack" in ask(known, WEB_SHELL, *told, hosts=("h-1",))


def test_step_of_a_known_attack_is_refused_whoever_does_it_instead(known):
    insmod = Part("process.command_line", "/usr/sbin/insmod /usr/lib/xpacket.ko")
    kinds = ask(known, "insmod was run", insmod, Part("process.executable", "/usr/bin/kmod"))
    assert kinds == ["known_attack"]


@pytest.mark.parametrize(
    "title", ["The sensor of a host is blind", "A host fell silent", "Somebody signalled the agent", "This product's agent stopped by hand"]
)
def test_rules_that_guard_the_watch_are_never_suppressed(known, title):
    assert ask(known, title, THUMB, DASH) == ["protected"]


def test_end_and_reason_are_asked_for(known):
    assert ask(known, WEB_SHELL, DASH, THUMB, expires_ns=NOW) == ["expired"]
    assert ask(known, WEB_SHELL, DASH, THUMB, expires_ns=NOW + 91 * DAY_NS) == ["too_long"]
    assert ask(known, WEB_SHELL, DASH, THUMB, reason="noise  ") == ["reason"]
    assert ask(known, WEB_SHELL, DASH, THUMB, rule_id="gone") == ["no_rule"]


def test_what_describes_many_other_alerts_too_is_refused(known):
    other = [(f"r-{n}", build.process_exec(process_executable=f"/opt/app/{n}", process_command_line=THUMB.value)) for n in range(30)]
    part = Part("process.command_line", THUMB.value)
    shell = Part("process.parent.executable", "/opt/app/server")
    crowd = replace(known, seen=other)
    title = "Service account runs a tool of an intruder's first minutes"
    assert "too_broad" not in ask(known, title, part)
    assert ask(crowd, title, part) == ["too_broad"]
    assert ask(crowd, title, part, shell) == []


def test_rule_that_alerts_only_by_a_correlation_is_refused():
    rules = load_all(
        rule_text("selection: {Image|endswith: /ls}\ncondition: selection", name="part"),
        "title: many\nname: many\nid: id-many\n"
        "correlation: {type: event_count, rules: [part], group-by: [user.name], timespan: 1m, condition: {gte: 2}}\nlevel: high\n",
    )
    one = Suppression("s", "id-part", "part", (Part("file.path", "/srv/data/list"),), "because it is", "anna", NOW, NOW + DAY_NS)
    assert [refusal.kind for refusal in refusals(one, Known(rules, {}), NOW)] == ["silent"]
    assert refusals(replace(one, rule_id="id-many"), Known(rules, {}), NOW) == []


def test_what_an_example_leaves_out_could_be_anything_but_something_has_to_be_compared():
    event = build.process_exec(process_executable="/usr/bin/bash", user_name="root")
    assert could_be([Part("process.executable", "/usr/bin/dash"), Part("process.command_line", "x")], event)
    assert not could_be([Part("process.executable", "/opt/backup")], event)
    assert not could_be([Part("user.name", "root"), Part("destination.ip", "192.0.2.1")], event)


def test_weakness_is_told_in_words():
    assert weakness(Part("user.name", "root"))
    assert weakness(Part("process.command_line", "ls"))
    assert not weakness(Part("process.executable", "/opt/backup/agent"))


def test_own_proposal_for_the_noise_of_a_shipped_rule_is_taken(known):
    event = build.file_create(process_executable="/opt/config/agent", file_path="/etc/init.d/app-agent", user_name="root")
    parts = [one.part for one in propose([event]) if one.is_ticked]
    assert ask(known, "Init script created or changed by hand", *parts) == []
