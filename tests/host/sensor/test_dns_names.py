"""The name of a connection's address, from the answers seen before it."""

import subprocess
import sys
from typing import Any

import pytest

from redshank.host.sensor.dns_names import MAX_LIFE_S, MIN_LIFE_S, DnsNames
from tests.generated import build
from tests.host.sensor.kernel import Kernel
from tests.host.sensor.test_dns_event import SERVER

NS = 1_000_000_000
ADDRESS = "192.0.2.9"


def record(name: str, kind: str, data: str, ttl: int = 3600) -> dict[str, Any]:
    return {"name": name, "type": kind, "ttl": ttl, "data": data}


def answer(name: str, *records: dict[str, Any], process: str = "p1", at: int = 0, **more: Any) -> Any:
    given = {"dns_type": "answer", "dns_response_code": "NOERROR", "dns_question_name": name, "dns_answers": list(records)}
    return build.net_dns(timestamp=at, process_entity_id=process, **(given | more))


def domain(names: DnsNames, address: str = ADDRESS, process: str = "p1", at: int = NS) -> str | None:
    event: Any = build.net_connect(timestamp=at, process_entity_id=process, destination_ip=address, destination_domain=None)
    names.take(event)
    found: str | None = event.destination_domain
    return found


def knowing(*events: Any, most: int = 100) -> DnsNames:
    names = DnsNames(most)
    for event in events:
        names.take(event)
    return names


def test_connection_has_the_name_that_was_asked_for_not_that_of_an_alias() -> None:
    chain = (
        record("B.example.net", "A", ADDRESS),
        record("www.example.org", "CNAME", "a.example.net"),
        record("a.example.net", "CNAME", "b.example.net"),
    )
    assert domain(knowing(answer("WWW.example.org", *chain))) == "www.example.org"


def test_what_the_process_was_told_itself_comes_before_what_another_was_told() -> None:
    names = knowing(
        answer("mine.example.org", record("mine.example.org", "A", ADDRESS)),
        answer("theirs.example.org", record("theirs.example.org", "A", ADDRESS), process="p2"),
    )
    assert domain(names) == "mine.example.org"
    assert domain(names, process="p3") == "theirs.example.org"


def test_record_about_a_name_that_nobody_asked_for_gives_no_name() -> None:
    assert domain(knowing(answer("www.example.org", record("bank.example.com", "A", ADDRESS)))) is None


def test_aliases_in_a_circle_end() -> None:
    circle = (record("a.example.org", "CNAME", "b.example.org"), record("b.example.org", "CNAME", "a.example.org"))
    assert domain(knowing(answer("a.example.org", *circle, record("b.example.org", "A", ADDRESS)))) == "a.example.org"


def test_name_lives_as_long_as_the_shortest_record_on_the_way_within_bounds() -> None:
    def lasting(ttl: int, alias: int) -> DnsNames:
        chain = (record("x.example.org", "CNAME", "y.example.org", alias), record("y.example.org", "A", ADDRESS, ttl))
        return knowing(answer("x.example.org", *chain))

    for ttl, alias, life in ((9000, 600, 600), (600, 9000, 600), (0, 9000, MIN_LIFE_S), (1 << 31, 1 << 31, MAX_LIFE_S)):
        assert domain(lasting(ttl, alias), at=life * NS - 1) == "x.example.org"
        assert domain(lasting(ttl, alias), at=life * NS) is None


def test_own_name_that_is_over_gives_way_to_the_hosts() -> None:
    names = knowing(
        answer("old.example.org", record("old.example.org", "A", ADDRESS, 0)),
        answer("new.example.org", record("new.example.org", "A", ADDRESS), process="p2", at=MIN_LIFE_S * NS),
    )
    assert domain(names, at=MIN_LIFE_S * NS + 1) == "new.example.org"


def test_ipv4_address_in_an_ipv6_socket_is_the_same_address() -> None:
    names = knowing(answer("a.example.org", record("a.example.org", "A", ADDRESS), record("a.example.org", "AAAA", "2001:db8::9")))
    assert domain(names, f"::ffff:{ADDRESS}") == "a.example.org"
    assert domain(names, "2001:db8::9") == "a.example.org"


def test_oldest_name_goes_first_and_is_counted() -> None:
    names = knowing(*(answer(f"n{n}.example.org", record(f"n{n}.example.org", "A", f"192.0.2.{n}")) for n in range(1, 6)), most=4)
    assert (len(names), names.forgotten) == (4, 6)
    assert domain(names, "192.0.2.1") is None
    assert domain(names, "192.0.2.5") == "n5.example.org"


def test_questions_failures_and_unreadable_messages_teach_nothing() -> None:
    told = record("a.example.org", "A", ADDRESS)
    for odd in ({"dns_type": "query"}, {"dns_response_code": "NXDOMAIN"}, {"dns_question_name": None}, {"dns_answers": None}):
        assert len(knowing(answer("a.example.org", told, **odd))) == 0


CALLER = SERVER + """
for place in ("192.0.2.9", "192.0.2.10"):
    with socket.socket(2, socket.SOCK_DGRAM) as s:
        try: s.connect((place, 9))
        except OSError: pass
"""


@pytest.mark.root
def test_connection_of_a_real_process_has_the_name_it_asked_for_last() -> None:
    kernel = Kernel("off", "answers")
    try:
        words = ["unshare", "--net", sys.executable, "-S", "-c", CALLER]
        pid = int(subprocess.run(words, capture_output=True, text=True, check=True, timeout=20).stdout)
        kernel.wait_for(lambda e: e.event_action == "process.exit" and e.process_scope_pid == pid)
    finally:
        kernel.source.close()
    made: list[Any] = [e for e in kernel.events if e.event_action == "net.connect" and e.process_scope_pid == pid]
    assert {e.destination_ip: e.destination_domain for e in made if e.destination_port == 9} == {
        "192.0.2.9": "tcp.example.org",
        "192.0.2.10": None,
    }
