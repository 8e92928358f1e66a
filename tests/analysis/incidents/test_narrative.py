import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redshank.analysis.incidents.case import case_of
from redshank.analysis.incidents.narrative import MAX_ACTS, MAX_EVIDENCE, narrative, text_of
from redshank.findings.incident import Incident
from tests.analysis.incidents.played import HOSTILE, Family, S, Sign, breach, breach_report, case, check_golden, hostile_report, member


def test_played_breach_is_told_as_it_is_kept():
    check_golden(text_of(breach_report().story) + "\n", "billgates.story.txt")


def test_same_alerts_in_any_order_give_the_same_text():
    incident = breach()
    members = list(incident.members.items())
    random.Random(6).shuffle(members)
    shuffled = Incident(incident.id, dict(members), opened_ns=incident.opened_ns)
    assert narrative(case_of(shuffled)) == narrative(case_of(incident))


def test_every_sentence_about_what_happened_has_its_evidence():
    incident = breach()
    events = {event for one in incident.members.values() for event in one.evidence}
    story = breach_report().story
    for sentence in story:
        if sentence.topic in ("opening", "act", "now"):
            assert sentence.evidence and sentence.alerts
        assert set(sentence.evidence) <= events
        assert set(sentence.alerts) <= incident.members.keys()
    told = {alert for sentence in story if sentence.topic == "act" for alert in sentence.alerts}
    assert told == incident.members.keys()


def test_what_was_seen_live_and_what_was_found_afterwards_are_told_apart():
    one = narrative(case(member(1, title="x"), member(2, swept=True)))
    texts = [sentence.text for sentence in one if sentence.topic == "act"]
    assert "(seen live)" in texts[0] and "(found afterwards)" in texts[1]


def test_no_way_in_and_no_family_are_said_openly():
    text = text_of(narrative(case(member(1))))
    assert "How they came in is not known" in text
    assert "no malware family" in text
    assert "Not known is how they would come back; it would be proved by" in text


def test_rival_is_told_beside_the_way_in():
    entry = [sentence.text for sentence in breach_report().story if sentence.topic == "entry"]
    assert entry[0].startswith("The most likely way in, with a confidence of 90 of 100:")
    assert entry[1].startswith("The next best explanation, with 50 of 100:")


@pytest.mark.parametrize(("level", "begin"), [
    ("confirmed", "It is BillGates (DDoS bot)"), ("probable", "It is probably BillGates"),
    ("class", "It behaves like a program of the class DDoS bot"),
])  # fmt: skip
def test_family_is_told_by_its_level_with_margin(level, begin):
    family = Family(level=level, hits=(Sign("its back door", ("alert-1",)),), against=(Sign("another port", ("alert-1",)),))
    told = [sentence for sentence in narrative(case(member(1), family=family)) if sentence.topic == "family"]
    assert told[0].text.startswith(begin)
    assert told[0].evidence == ("event-1",)
    assert [sentence.text for sentence in told[1:]] == [
        "Not seen of them: its lock files.", "Against it speaks: another port.", "The next nearest family is XorDDoS, nine points behind.",
    ]  # fmt: skip


def test_a_new_day_is_named():
    one, other = member(1), member(2, at_ns=90_000 * S, done_ns=90_000 * S)
    assert "On 2 January 1970 at 01:00:00 UTC" in text_of(narrative(case(one, other)))


def test_story_is_bounded_and_counts_what_it_leaves_out():
    members = [member(number) for number in range(1, 500)]
    story = narrative(case(*members))
    acts = [sentence for sentence in story if sentence.topic == "act"]
    assert len(acts) == MAX_ACTS + 1
    assert acts[-1].text.startswith("469 further alerts")
    assert all(len(sentence.evidence) <= MAX_EVIDENCE and len(sentence.text) < 2_000 for sentence in story)


@settings(max_examples=40)
@given(st.text(alphabet=st.characters(), max_size=80) | st.sampled_from(HOSTILE))
def test_hostile_texts_stay_on_their_line(text):
    story = hostile_report(text).story
    assert all(sentence.text.isprintable() for sentence in story)
    assert all(len(sentence.text) < 2_500 for sentence in story)
