from redshank.analysis.detect.suppression import DAY_NS, Part, Suppression
from redshank.server.api.event_lines import HIDDEN
from redshank.server.api.suppression_rows import events_trial, filter_counts, suppression_detail, suppression_row
from redshank.server.store.control.suppressions import Record, Version
from redshank.server.suppress.dry_run import Found

NOW = 1_795_507_200 * 10**9
ONE = Suppression("s", "r", "A rule", (Part("process.command_line", "x --secret y"),), "our own", "anna", NOW, NOW + DAY_NS)
RECORD = Record(Version(1, NOW, "anna", "create", "", "active", ONE), 3, NOW)


def test_command_line_is_hidden_from_who_may_not_see_it() -> None:
    assert suppression_row(RECORD, NOW, {}, show_argv=True).fields[0].value == "x --secret y"
    row = suppression_row(RECORD, NOW, {}, show_argv=False)
    assert row.fields[0].value == HIDDEN
    assert suppression_detail(RECORD, [RECORD.version], None, row, show_argv=False).sigma == ""


def test_row_says_why_an_active_one_hides_nothing() -> None:
    assert suppression_row(RECORD, NOW, {"s": "its rule is gone"}, show_argv=True).unused == "its rule is gone"
    over = suppression_row(RECORD, NOW + DAY_NS, {"s": "its rule is gone"}, show_argv=True)
    assert (over.state, over.unused, over.hidden) == ("expired", "", 3)


def test_trial_that_ended_early_says_where_to_go_on() -> None:
    assert events_trial(Found(looked_at=5, stored=9, reached_ns=NOW, after=(NOW, "e")), 0, show_argv=True).next
    assert events_trial(Found(), 0, show_argv=True).next is None
    assert filter_counts(None, {}) == []
