from sqlalchemy import select

from redshank.server.store.control import detection
from redshank.server.store.control.alert_rows import COLUMNS, MAX_TEXT, AlertRow, bounded, first_columns, labels_of, row_of
from tests.server.store.control.scene import AGENT, NOW, alert, event


def test_row_says_what_the_alert_and_its_event_say(control):
    acting = event(1, host_id="h-1", user_name="www-data", process_executable="/usr/bin/id", simulated=True)
    with control.write() as c:
        detection.save(c, [alert("a", (acting,), severity=1)], 1, None, NOW)
        assert row_of(c.execute(select(*COLUMNS)).one()) == AlertRow(
            number=1,
            id="a",
            revision=1,
            severity=1,
            state="open",
            title="Shell by a",
            rule_id="00000000-0000-0000-0000-000000000001",
            rule_name="Shell",
            host_id="h-1",
            host_name="web-01",
            agent_id=AGENT,
            user_name="www-data",
            executable="/usr/bin/id",
            first_seen=NOW,
            last_seen=NOW,
            created=NOW,
            count=1,
            events_total=1,
            techniques=("T1059.004",),
            tactics=("TA0002",),
            simulated=True,
            assignee=None,
            reason=None,
        )


def test_hostile_text_is_cut_and_cleaned():
    columns = first_columns(alert(title="x" * 100_000, events=(event(1, user_name="a\0b", host_name="\ud800"),)))
    assert len(columns["title"]) == MAX_TEXT
    assert (columns["user_name"], columns["host_name"]) == ("a\\0b", "\\ud800")
    assert len(columns["words"]) <= 2_048


def test_words_are_small_letters():
    assert "shell by a" in first_columns(alert())["words"].split("\n")


def test_session_of_nobody_is_none():
    assert first_columns(alert(events=(event(1, session_id=0xFFFF_FFFF),)))["session_id"] is None
    assert first_columns(alert(events=(event(1, session_id=7),)))["session_id"] == 7


def test_sub_technique_is_labelled_by_its_technique_too():
    assert labels_of(alert()) == {"T1059.004", "T1059", "TA0002"}


def test_numbers_fit_a_column():
    assert [bounded(number) for number in (-1, 5, 1 << 64)] == [0, 5, (1 << 63) - 1]
