import pytest

from redshank.analysis.detect.suppression import DAY_NS, Part, to_sigma
from redshank.core.errors import ContentError, InputError
from redshank.server.store.control import alerts, audit, detection, suppressions
from redshank.server.store.control.alert_filter import AlertFilter
from redshank.server.store.control.database import open_control
from redshank.server.suppress import signing
from redshank.server.suppress.rules import Rules
from redshank.server.suppress.signing import Act, Actor, Wish
from tests.generated import build
from tests.server.detect import judging

NOW = 1_795_507_200 * 10**9
ANNA = Actor("anna", NOW, "192.0.2.1")
PARTS = (Part("process.executable", "/opt/app/sh"), Part("process.command_line", "/opt/app/sh -c nightly"))


@pytest.fixture
def control(tmp_path):
    opened = open_control(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def rules():
    from redshank.core.clock import FixedClock

    return Rules(tuple(judging.engine(FixedClock(NOW, 0)).rules.values()), {})


def signed(control, rules, wish=None):
    wish = wish or Wish("shell", PARTS, "our nightly job")
    with control.write() as c:
        one = signing.wished(wish, ANNA, rules)
        return signing.sign(c, one, signing.dangers(c, one, rules, NOW), ANNA)


def test_alert_gives_a_proposal_that_can_be_signed_off(control, rules):
    from redshank.core.clock import FixedClock

    engine = judging.engine(FixedClock(NOW, 0))
    event = build.process_exec(process_executable="/opt/app/sh", process_command_line="/opt/app/sh -c nightly", timestamp=NOW, event_id="e")
    with control.write() as c:
        detection.save(c, engine.detect([event]), 1, None, NOW)
        row = alerts.page(c, AlertFilter(), limit=1).rows[0]
        proposal = signing.proposal(c, row.id, rules)
    parts = tuple(one.part for one in proposal.fields if one.is_ticked)
    assert proposal.refusal == ""
    assert set(PARTS) <= set(parts)
    assert signed(control, rules, Wish("shell", parts, "our nightly job")).state(NOW) == "active"


def test_alert_of_a_rule_that_guards_or_is_gone_gives_a_refusal(control, rules):
    from redshank.core.clock import FixedClock

    engine = judging.engine(FixedClock(NOW, 0))
    event = build.process_exec(process_executable="/bin/cp", timestamp=NOW, event_id="e")
    with control.write() as c:
        detection.save(c, engine.detect([event]), 1, None, NOW)
        row = alerts.page(c, AlertFilter(), limit=1).rows[0]
        assert "no longer in force" in signing.proposal(c, row.id, Rules((), {})).refusal
        with pytest.raises(InputError, match="no alert"):
            signing.proposal(c, "A-99", rules)


def test_signing_off_is_noted_in_the_audit_log_with_the_filter(control, rules):
    record = signed(control, rules)
    with control.read() as c:
        entry = audit.entries(c)[0]
    assert (entry.actor, entry.ip, entry.verb, entry.target) == ("anna", "192.0.2.1", "suppression.create", f"suppression:{record.id}")
    assert (entry.before, entry.reason) == ("", "our nightly job")
    assert to_sigma(record.version.suppression) in entry.after


def test_dangerous_one_is_refused_and_nothing_is_kept(control, rules):
    for wish in (
        Wish("shell", (Part("process.executable", "/bin/sh"),), "our nightly job"),
        Wish("shell", PARTS, "no"),
        Wish("shell", PARTS, "our nightly job", days=91),
        Wish("shell", PARTS, "our nightly job", hosts=("h-none",)),
        Wish("canary", PARTS, "our nightly job"),
    ):
        with pytest.raises(InputError, match="refused") as caught:
            signed(control, rules, wish)
        assert caught.value.kind == "refused"
    with pytest.raises(InputError, match="in force"):
        signed(control, rules, Wish("gone", PARTS, "our nightly job"))
    with control.read() as c:
        assert suppressions.all_suppressions(c) == []
        assert audit.entries(c) == []


def test_change_is_noted_with_before_and_after_and_needs_a_reason(control, rules):
    record = signed(control, rules)
    with control.write() as c:
        signing.change(c, record.id, Act("revoke", "the job is gone"), ANNA, rules)
        entry = audit.entries(c)[0]
        assert (entry.verb, entry.reason) == ("suppression.revoke", "the job is gone")
        assert entry.before.startswith("active version 1")
        assert entry.after.startswith("revoked version 2")
        back = signing.change(c, record.id, Act("revert", "it is back"), ANNA, rules)
        assert back.state(NOW) == "active"
        longer = signing.change(c, record.id, Act("extend", "still needed", 60), ANNA, rules)
        assert longer.version.suppression.expires_ns == NOW + 60 * DAY_NS
        for act in (Act("revoke", " "), Act("mute", "x")):
            with pytest.raises(InputError):
                signing.change(c, record.id, act, ANNA, rules)


def test_what_became_dangerous_meanwhile_does_not_come_back(control, rules):
    record = signed(control, rules)
    with control.write() as c:
        signing.change(c, record.id, Act("revoke", "over"), ANNA, rules)
    with pytest.raises(InputError, match="refused: no rule"), control.write() as c:
        signing.change(c, record.id, Act("revert", "again"), ANNA, Rules((), {}))
    with control.read() as c:
        (kept,) = suppressions.all_suppressions(c)
    assert kept.state(NOW) == "revoked"


def test_what_was_exported_is_imported_by_whoever_does_it(control, rules):
    text = to_sigma(signed(control, rules).version.suppression)
    ben = Actor("ben", NOW + 10**9)
    (one,) = signing.imported(text, "x.yml", ben, rules)
    assert (one.author, one.parts, one.reason, one.expires_ns) == ("ben", PARTS, "our nightly job", NOW + 30 * DAY_NS)
    with pytest.raises(ContentError, match="needs an end"):
        signing.imported(text.partition("redshank:")[0], "x.yml", ben, rules)
    with pytest.raises(ContentError, match="no rule is called"):
        signing.imported(text, "x.yml", ben, Rules((), {}))
