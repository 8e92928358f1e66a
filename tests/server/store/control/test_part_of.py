from redshank.server.store.control import detection
from redshank.server.store.control.part_of import alert_of
from tests.server.store.control.scene import NOW, SECOND, alert, event


def test_event_among_the_evidence_of_an_alert_names_it(control):
    events = (event(1, 0, host_id="h-1"), event(2, 5, host_id="h-1"))
    with control.write() as c:
        detection.save(c, [alert("a", events), alert("b", (event(9, 9, host_id="h-1"),))], 1, None, NOW)
        rule = alert().rule_id
        assert [alert_of(c, rule, one) for one in events] == [1, 1]
        assert alert_of(c, rule, event(9, 9, host_id="h-1")) == 2
        assert alert_of(c, "other", events[0]) is None
        assert alert_of(c, rule, event(3, 1, host_id="h-1")) is None
        assert alert_of(c, rule, event(1, 0, host_id="h-2")) is None
        assert events[1].timestamp == NOW + 5 * SECOND
