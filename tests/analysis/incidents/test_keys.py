from redshank.analysis.incidents.keys import is_local, is_outgoing, is_outside, keys_of
from tests.analysis.incidents.make import event


def test_sessions_processes_files_and_peers_are_keys() -> None:
    one = event(
        session_id=7, process_entity_id="p", process_parent_entity_id="q", process_pid=50, process_executable="/tmp/x", process_name="x",
        process_ancestors=[{"pid": pid, "executable": path} for pid, path in ((40, "/usr/bin/bash"), (9, "/usr/sbin/sshd"), (1, "/init"))],
    )  # fmt: skip
    assert keys_of(one) == (
        ("session", "h1 7"), ("process", "p"), ("process", "q"), ("process", "h1 40 /usr/bin/bash"), ("process", "h1 50 /tmp/x"),
        ("file", "h1 /tmp/x"),
    )  # fmt: skip


def test_what_everybody_shares_is_no_key() -> None:
    assert keys_of(event("file.modify", file_path="/etc/passwd")) == ()
    assert keys_of(event("file.create", file_path="/var/log/wtmp", file_target_path="/dev/null")) == (("file", "h1 /var/log/wtmp"),)
    assert keys_of(event("net.connect", destination_ip="10.0.0.9", source_ip="127.0.0.1", source_port=4)) == ()


def test_a_connection_between_own_hosts_is_a_key_of_both() -> None:
    near = event("net.connect", source_ip="10.0.0.5", source_port=40000, destination_ip="10.0.0.6", destination_port=22)
    far = event("session.login", host_id="h2", source_ip="10.0.0.5", source_port=40000)
    assert set(keys_of(near)) & set(keys_of(far)) == {("peer", "connection 10.0.0.5:40000")}


def test_peer_of_an_outgoing_connection_is_where_it_goes() -> None:
    one = event("net.connect", source_ip="192.0.2.10", destination_ip="203.0.113.66", network_direction="egress")
    assert keys_of(one) == (("peer", "203.0.113.66"),) and is_outgoing(one)


def test_addresses() -> None:
    assert is_outside("8.8.8.8") and is_outside("198.51.100.7") and not is_outside("10.1.1.1") and not is_outside("x")
    assert is_local("127.0.0.1") and is_local("nothing") and not is_local("10.1.1.1")
