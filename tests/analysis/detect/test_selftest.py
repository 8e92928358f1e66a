import pytest

from redshank.analysis.detect.selftest import BASE_TIME_NS, derived, needed_rules, run_test_text, run_tests, untested
from redshank.analysis.detect.sigma.load import load_folder, load_text
from tests.analysis.detect.writing import rule_text

OWN = "{product: linux, service: redshank}"
SHELL = rule_text("s: {Image|endswith: /sh}\nf: {CommandLine|contains: health}\ncondition: s and not f", name="shell")
FAILED = rule_text("s: {event.action: session.login_failed}\ncondition: s", OWN, "failed")
MANY = """title: many
name: many
correlation: {type: event_count, rules: failed, group-by: source.ip, timespan: 30s, condition: {gte: 3}}
"""
EXEC = "{event.action: process.exec, process.executable: /bin/sh"
FIRES = f"fires:\n  - name: a shell\n    events: [{EXEC}}}]\n"
QUIET = f"quiet:\n  - name: a health check\n    events: [{EXEC}, process.args: [sh, health]}}]\n"


def run(tests, *rules):
    return run_test_text(tests, "x.test.yml", load_text("\n---\n".join(rules or (SHELL,)), "x.yml"))


def test_examples_that_come_out_as_expected_pass():
    results = run(FIRES + QUIET)
    assert [(result.name, result.expected, result.passed, result.detail) for result in results] == [
        ("a shell", "fires", True, ""),
        ("a health check", "quiet", True, ""),
    ]
    assert [(result.path, result.line, result.rule) for result in results] == [("x.test.yml", 2, "id-shell"), ("x.test.yml", 5, "id-shell")]


def test_example_that_should_fire_tells_what_kept_it_from_firing():
    (result, _) = run(FIRES.replace("process.executable: /bin/sh", "process.executable: /bin/cat") + QUIET)
    assert not result.passed
    assert result.detail == "did not fire: s.Image|endswith: /sh (value: '/bin/cat')"


def test_example_that_should_be_quiet_tells_why_it_fired():
    (_, result) = run(FIRES + QUIET.replace("health]", "x]"))
    assert not result.passed
    assert result.detail == "fired: s.Image|endswith: /sh; not f.CommandLine|contains: health"


def test_correlation_is_tried_with_the_rules_it_names():
    def failures(count):
        return f"{{name: n, events: [{{event.action: session.login_failed, source.ip: 192.0.2.1, repeat: {count}}}]}}"

    results = run(f"fires: [{failures(3)}]\nquiet: [{failures(2)}]", FAILED, MANY)
    assert [(result.rule, result.passed) for result in results] == [("many", True), ("many", True)]
    assert run(f"fires: [{failures(2)}]\nquiet: [{failures(2)}]", FAILED, MANY)[0].detail == "did not fire"


def test_last_rule_is_the_one_meant_unless_an_entry_names_another():
    named = FIRES.replace("- name", "- rule: shell\n    name")
    assert [result.rule for result in run(named + QUIET.replace("- name", "- rule: shell\n    name"), SHELL, FAILED)] == [
        "id-shell",
        "id-shell",
    ]
    assert [result.rule for result in run(FIRES + QUIET, SHELL, FAILED)] == ["id-failed", "id-failed"]


def test_events_come_a_second_apart_unless_they_say_when():
    login = "event.action: session.login_failed, source.ip: 192.0.2.1"
    apart = f"fires: [{{name: n, events: [{{{login}}}, {{{login}}}, {{{login}, '@timestamp': '2025-11-24T04:20:30Z'}}]}}]\n"
    too_late = apart.replace("fires", "quiet").replace("04:20:30Z", "04:20:31Z")
    assert [result.passed for result in run(apart + too_late, FAILED, MANY)] == [True, True]
    assert BASE_TIME_NS == 1_763_958_000 * 10**9


def test_fields_that_the_sensor_derives_are_made_where_they_are_not_given():
    flat = {
        "process.args": ["sh", "-c"],
        "process.executable": "/bin/sh",
        "process.parent.executable": "/x/y",
        "file.path": "/etc/a",
        "process.name": "own",
    }
    made = derived(flat)
    assert (made["process.command_line"], made["process.parent.name"], made["file.name"], made["process.name"]) == (
        "sh -c",
        "y",
        "a",
        "own",
    )
    assert derived({"process.command_line": "x", "process.args": ["y"]})["process.command_line"] == "x"


@pytest.mark.parametrize(
    ("tests", "error"),
    [
        ("- a", "x.test.yml:1:1: a test file is a map with 'fires' and 'quiet'"),
        (FIRES, "x.test.yml:1:1: 'quiet' needs at least one entry"),
        (FIRES + "quiet: []", "x.test.yml:4:8: 'quiet' needs at least one entry"),
        (FIRES + QUIET + "silent: []", "x.test.yml:7:1: unknown key 'silent'"),
        ("fires: [a]\nquiet: [a]", "x.test.yml:1:9: an entry is a map with 'name' and 'events'"),
        (FIRES.replace("name: a shell", "name: ''") + QUIET, "x.test.yml:2:11: a rule needs 'name'"),
        (FIRES.replace("    events", "    event") + QUIET, "x.test.yml:3:5: unknown key 'event' (did you mean 'events'?)"),
        ("fires: [{name: n, events: []}]\nquiet: [a]", "x.test.yml:1:27: 'events' needs at least one event"),
        ("fires: [{name: n, events: [a]}]\nquiet: [a]", "x.test.yml:1:28: an event is a map of fields"),
        (
            FIRES.replace("process.exec,", "process.exe,") + QUIET,
            "x.test.yml:3:14: event.action is 'process.exe' (did you mean 'process.exec'?)",
        ),
        (
            FIRES.replace("process.executable", "process.exe") + QUIET,
            "x.test.yml:3:14: unknown field 'process.exe' (did you mean 'process.pid'?)",
        ),
        (
            FIRES.replace("/bin/sh", "/bin/sh, repeat: 0") + QUIET,
            "x.test.yml:3:14: repeat is a number from 1, and an example has at most 10000 events",
        ),
        (FIRES.replace("- name", "- rule: other\n    name") + QUIET, "x.test.yml:2:5: no rule is called 'other'"),
    ],
)
def test_mistake_in_a_test_file_is_a_failed_result_with_its_place(tests, error):
    (result,) = run(tests)
    assert (result.passed, result.detail.split(" (did")[0]) == (False, error.split(" (did")[0])


def test_test_of_a_file_whose_rules_were_refused_says_so():
    (result,) = run(FIRES + QUIET, SHELL.replace("Image", "Imge"))
    assert result.detail == "x.test.yml:2:5: no rule was loaded from the file this one tests"


def test_tests_of_a_folder_are_run_and_rules_without_are_named(tmp_path):
    (tmp_path / "x.yml").write_text(SHELL)
    (tmp_path / "x.test.yml").write_text(FIRES + QUIET)
    (tmp_path / "y.yml").write_text(FAILED)
    rule_set = load_folder(tmp_path)
    assert [result.passed for result in run_tests(rule_set)] == [True, True]
    assert [rule.id for rule in untested(rule_set)] == ["id-failed"]
    (tmp_path / "x.test.yml").unlink()
    assert [result.detail for result in run_tests(rule_set)] == ["cannot be read: No such file or directory"]


def test_needed_rules_are_found_through_correlations():
    outer = "title: outer\ncorrelation: {type: temporal_ordered, rules: [many, failed], timespan: 5m}\n"
    rule_set = load_text("\n---\n".join((SHELL, FAILED, MANY, outer)), "x.yml")
    assert [rule.id for rule in needed_rules(rule_set.rules[-1], rule_set)] == ["outer", "many", "id-failed"]


NEW = rule_text("s: {User: root}\ncondition: s", name="new", more="redshank: {first_seen: {fields: Image, learning: 1d}}\n")


def example(name, learned, image, seconds=""):
    lines = "".join(f"      - {{event.action: process.exec, process.executable: {one}, user.name: root}}\n" for one in learned)
    event = f"{{event.action: process.exec, process.executable: {image}, user.name: root{seconds}}}"
    return f"  - name: {name}\n" + (f"    learned:\n{lines}" if learned else "") + f"    events: [{event}]\n"


def test_what_an_example_learned_is_known_and_learning_is_over():
    tests = "fires:\n" + example("new", ["/bin/a"], "/bin/b") + example("nothing learned", [], "/bin/b")
    tests += "quiet:\n" + example("known", ["/bin/a", "/bin/b"], "/bin/b") + example("its twin", ["/usr/bin/a1"], "/usr/bin/a2")
    assert [(result.name, result.passed) for result in run(tests, NEW)] == [
        ("new", True), ("nothing learned", True), ("known", True), ("its twin", True),
    ]  # fmt: skip


def test_learned_is_a_list_of_events():
    (result,) = run(
        "fires:\n  - {name: n, learned: yes, events: [{event.action: process.exec}]}\nquiet:\n" + example("q", [], "/bin/x"), NEW
    )
    assert "'learned' is a list of events" in result.detail
