from pathlib import Path

import pytest

from redshank.analysis.detect.sigma.filter import Filter, is_filter, link_filters, load_filters, parse_filters, types_of
from redshank.analysis.detect.sigma.load import load_text
from tests.analysis.detect.writing import load_all, rule_text

RULES = load_all(
    rule_text("selection: {Image|endswith: /sh}\ncondition: selection", name="shell"),
    rule_text("selection: {TargetFilename|startswith: /etc/}\ncondition: selection", "{product: linux, category: file_event}", "etc"),
    rule_text("selection: {Image|endswith: /ls}\ncondition: selection", name="part"),
    rule_text("selection: {Image|endswith: /rm}\ncondition: selection", name="guard", more="redshank: {protected: true}\n"),
    "title: many\nname: many\nid: id-many\n"
    "correlation: {type: event_count, rules: [part], group-by: [user.name], timespan: 1m, condition: {gte: 2}}\nlevel: high\n",
)
EXEC = "{product: linux, category: process_creation}"


def text(body: str, logsource: str = EXEC, more: str = "", name: str = "ours") -> str:
    return f"title: {name}\nid: {name}\nlogsource: {logsource}\nfilter: {body}\n{more}"


def linked(*texts: str) -> tuple[list[Filter], list[str]]:
    drafts, errors = parse_filters("---\n".join(texts), "f.yml")
    filters, more = link_filters(drafts, RULES, {})
    return filters, [str(error) for error in (*errors, *more)]


def test_filter_names_rules_by_id_or_name_and_has_a_tree_for_their_events():
    filters, errors = linked(text("{rules: [shell], selection: {User: backup}, condition: not selection}"))
    assert errors == []
    assert filters[0].rules == {"id-shell"}
    assert list(filters[0].trees) == ["process.exec"]
    assert (filters[0].path, filters[0].line) == ("f.yml", 1)


def test_any_means_every_rule_of_the_log_source_that_may_be_hidden():
    filters, errors = linked(text("{rules: any, selection: {User: backup}, condition: not selection}"))
    assert errors == []
    assert filters[0].rules == {"id-shell", "id-part"}


def test_end_of_a_filter_is_read():
    more = "redshank: {expires: '2026-12-24T00:00:00Z'}\n"
    filters, _ = linked(text("{rules: [shell], selection: {User: backup}, condition: not selection}", more=more))
    assert filters[0].expires_ns == 1_798_070_400 * 10**9


def test_correlation_is_filtered_over_the_events_of_its_rules():
    filters, errors = linked(text("{rules: [many], selection: {User: backup}, condition: not selection}"))
    assert errors == []
    assert list(filters[0].trees) == ["process.exec"]
    assert types_of(RULES[-1], {rule.id: rule for rule in RULES}) == {"process.exec"}


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (text("{rules: [shel], selection: {User: a}, condition: not selection}"), "f.yml:4:18: no rule is called 'shel' (did you"),
        (text("{rules: [guard], selection: {User: a}, condition: not selection}"), "guards the watch itself"),
        (text("{rules: [part], selection: {User: a}, condition: not selection}"), "alerts only by way of a correlation"),
        (text("{rules: [etc], selection: {User: a}, condition: not selection}"), "is of another log source: linux/file_event"),
        (text("{rules: [shell], selection: {Usr: a}, condition: not selection}"), "no such field here: unknown field 'Usr'"),
        (text("{rules: [shell], selection: {User: a}, condition: not selektion}"), "selektion"),
        (text("{rules: [shell], selection: {User: a}}"), "no condition"),
        (text("{selection: {User: a}, condition: not selection}"), "a filter needs 'rules'"),
        (text("[rules]"), "'filter' must be a map"),
        (text("{rules: [shell], selection: {User: a}, condition: not selection}", "{product: windows}"), "no source here"),
        (text("{rules: [shell], selection: {User: a}, condition: not selection}", more="level: high\n"), "unknown key 'level'"),
        (text("{rules: [shell], selection: {User: a}, condition: not selection}", more="redshank: {expires: soon}\n"), "'soon' is no time"),
        (text("{rules: [shell], selection: {User: [[a]]}, condition: not selection}"), "no plain value"),
    ],
)
def test_wrong_filter_is_refused_with_its_place(document, told):
    filters, errors = linked(document)
    assert filters == []
    assert len(errors) == 1
    assert told in errors[0]
    assert errors[0].startswith("f.yml:")


def test_second_filter_of_an_id_is_refused_and_a_wrong_one_leaves_the_others():
    good = text("{rules: [shell], selection: {User: a}, condition: not selection}")
    filters, errors = linked(good, text("{rules: [x]}", name="bad"), good)
    assert [one.id for one in filters] == ["ours"]
    assert len(errors) == 2
    assert "is already the filter at f.yml:1" in errors[1]


def test_filters_lie_among_rules_and_each_is_loaded_by_its_own(tmp_path: Path):
    both = rule_text("selection: {Image|endswith: /sh}\ncondition: selection", name="shell")
    both += "---\n" + text("{rules: [shell], selection: {User: a}, condition: not selection}")
    (tmp_path / "x.yml").write_text(both)
    (tmp_path / "rule.yml").write_text("title: no filter\n")
    rules = load_text(both, "x.yml")
    assert rules.errors == ()
    filters, errors = load_filters([*sorted(tmp_path.iterdir()), tmp_path / "gone.yml"], rules.rules, {})
    assert ([one.id for one in filters], errors) == (["ours"], [])


def test_rule_with_a_selection_called_filter_is_no_filter():
    from redshank.analysis.detect.sigma.document import read_documents

    documents, _ = read_documents(rule_text("filter: {Image: x}\ncondition: filter"), "x.yml")
    assert not is_filter(documents[0])
