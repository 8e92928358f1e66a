from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.filters import MAX_COUNTS, Filters, takes
from redshank.analysis.detect.sigma.filter import link_filters, parse_filters
from tests.analysis.detect.writing import Words, load_all, plain, rule_text
from tests.generated import build

RULES = load_all(
    rule_text("selection: {Image|endswith: /sh}\ncondition: selection", name="shell", more="redshank: {aggregate: [process.pid]}\n"),
    rule_text("selection: {Image|endswith: /ls}\ncondition: selection", name="part"),
    "title: many\nname: many\nid: id-many\n"
    "correlation: {type: event_count, rules: [part], group-by: [host.name], timespan: 1m, condition: {gte: 2}}\nlevel: high\n",
)
OURS = """
title: ours
id: ours
logsource: {product: linux, category: process_creation}
filter: {rules: [RULE], selection: {User: backup}, condition: not selection}
"""
SECOND = 10**9


def filters(rule="shell", more="", lists=None):
    drafts, errors = parse_filters(OURS.replace("RULE", rule) + more, "f.yml")
    found, wrong = link_filters(drafts, RULES, lists or {})
    assert errors + wrong == []
    return found


def run(user, image="/bin/sh", at=1, pid=1):
    return build.process_exec(process_executable=image, user_name=user, timestamp=at * SECOND, host_name="h", process_pid=pid)


def engine(fixed=(), now=10 * SECOND):
    return Engine(RULES, clock=lambda: now, filters=Filters(fixed))


def test_filtered_match_is_no_alert_is_counted_and_can_be_told_of():
    made = engine(filters())
    alerts = made.detect([run("backup"), run("root"), run("backup", pid=2)])
    assert [alert.event.user_name for alert in alerts] == ["root"]
    assert made.counters["hidden"] == 2
    assert made.filters.counts()["ours"].count == 2
    hidden = made.filters.latest[-1]
    assert hidden.told == "would have fired, hidden by 'ours' (ours)"
    assert (hidden.rule_id, hidden.event.process_pid) == ("id-shell", 2)


def test_hidden_match_does_not_count_as_a_repeat():
    made = engine(filters())
    made.detect([run("backup"), run("backup")])
    assert [alert.count for alert in made.detect([run("root")])] == [1]


def test_expired_filter_hides_nothing():
    more = "redshank: {expires: '1970-01-01T00:00:05Z'}\n"
    assert engine(filters(more=more), now=4 * SECOND).detect([run("backup")]) == []
    assert len(engine(filters(more=more), now=5 * SECOND).detect([run("backup")])) == 1


def test_correlation_is_hidden_only_where_each_of_its_events_is():
    made = engine(filters("many"))
    assert made.detect([run("backup", "/bin/ls", 1), run("backup", "/bin/ls", 2)]) == []
    mixed = engine(filters("many"))
    assert [alert.rule_id for alert in mixed.detect([run("root", "/bin/ls", 1), run("backup", "/bin/ls", 2)])] == ["id-many"]


def test_filter_of_a_rule_does_not_starve_the_correlation_that_counts_its_matches():
    rules = load_all(
        rule_text("selection: {Image|endswith: /ls}\ncondition: selection", name="part"),
        "title: many\nname: many\nid: id-many\n"
        "correlation: {type: event_count, rules: [part], group-by: [host.name], timespan: 1m, condition: {gte: 2}, generate: true}\n",
    )
    drafts, _ = parse_filters(OURS.replace("RULE", "part"), "f.yml")
    found, wrong = link_filters(drafts, rules, {})
    assert wrong == []
    made = Engine(rules, clock=lambda: 10 * SECOND, filters=Filters(found))
    alerts = made.detect([run("backup", "/bin/ls", 1), run("backup", "/bin/ls", 2)])
    assert [alert.rule_id for alert in alerts] == ["id-many"]


def test_filters_are_swapped_while_counts_stay():
    made = engine()
    assert len(made.detect([run("backup")])) == 1
    made.filters.use(filters())
    assert made.detect([run("backup")]) == []
    made.filters.use(())
    assert len(made.detect([run("backup")])) == 1
    assert made.filters.counts()["ours"].count == 1


def test_counts_outlive_a_restart_and_an_older_snapshot_without_them_is_taken():
    made = engine(filters())
    made.detect([run("backup")])
    later = engine(filters())
    later.restore(plain(made.snapshot()))
    later.detect([run("backup")])
    assert later.filters.counts()["ours"].count == 2
    without = {key: value for key, value in plain(made.snapshot()).items() if key != "filters"}
    later.restore(without)
    assert later.counters["hidden"] == 0


def test_filter_that_breaks_hides_nothing_and_is_counted():
    class Breaks(Words):
        def lookup(self, value):
            raise RuntimeError("no")

    broken = OURS.replace("User: backup", "'User|expand': '%words%'")
    lists = {"words": Breaks()}
    drafts, _ = parse_filters(broken.replace("RULE", "shell"), "f.yml")
    found, wrong = link_filters(drafts, RULES, lists)
    assert wrong == []
    made = Engine(RULES, clock=lambda: 1, filters=Filters(found, lists))
    assert len(made.detect([run("backup")])) == 1
    assert made.filters.failures == 1


def test_number_of_counts_is_bounded():
    some = Filters()
    some.restore([[f"f-{n}", 1, n] for n in range(MAX_COUNTS + 5)])
    assert len(some.counts()) == MAX_COUNTS


def test_event_of_a_type_the_filter_does_not_know_is_not_taken():
    assert takes(filters()[0], run("backup"), {})
    assert not takes(filters()[0], build.file_create(user_name="backup"), {})


def test_asking_why_there_is_no_alert_counts_nothing():
    made = engine(filters())
    assert made.filters.would_hide("id-shell", (run("backup"),), lambda: SECOND) is not None
    assert made.filters.would_hide("id-shell", (run("root"),), lambda: SECOND) is None
    assert made.counters["hidden"] == 0
