from redshank.server.store.control import detection, hosts
from redshank.server.store.control.hosts import HostRecord, host_id_of
from tests.server.store.control.scene import alert, event


def test_host_id_is_of_the_machine_and_else_of_the_agent():
    assert host_id_of("machine", "a", False) == host_id_of("machine", "b", False)
    assert host_id_of("", "a", False) != host_id_of("", "b", False)
    assert len(host_id_of("machine", "a", False)) == len("h-") + 26


def test_simulated_host_is_another_than_the_machine_it_is_played_on():
    assert host_id_of("machine", "a", True) != host_id_of("machine", "a", False)


def test_known_host_takes_the_new_name_and_keeps_its_time(control):
    with control.write() as c:
        hosts.put_host(c, HostRecord("h-1", "old", False, 1))
        hosts.put_host(c, HostRecord("h-1", "new", False, 2))
        assert hosts.all_hosts(c) == [HostRecord("h-1", "new", False, 1)]


def test_open_alerts_are_counted_by_host_and_severity(control):
    with control.write() as c:
        found = [alert(name, (event(1, host_id=host),), severity=severity) for name, host, severity in [("a", "h-1", 1), ("b", "h-1", 3)]]
        detection.save(c, [*found, alert("c", (event(2, host_id="h-2"),)), alert("d", (event(3),))], 1, None, 1)
        assert hosts.open_alerts(c) == {"h-1": {1: 1, 3: 1}, "h-2": {2: 1}}
