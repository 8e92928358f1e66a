from redshank.server.ingest import limiter
from redshank.server.ingest.limiter import MAX_FAILURES, SPAN_S, Limiter


def limited(failures=MAX_FAILURES, address="192.0.2.7"):
    now = [100.0]
    made = Limiter(lambda: now[0])
    for _ in range(failures):
        made.count(address)
    return made, now


def test_a_few_failures_cost_nothing():
    assert limited(MAX_FAILURES - 1)[0].wait_s("192.0.2.7") == 0.0


def test_after_too_many_it_waits_until_the_span_is_over():
    made, now = limited()
    assert made.wait_s("192.0.2.7") == SPAN_S
    assert made.wait_s("192.0.2.8") == 0.0
    now[0] += SPAN_S
    assert made.wait_s("192.0.2.7") == 0.0
    made.count("192.0.2.7")
    assert made.wait_s("192.0.2.7") == 0.0


def test_ipv6_network_counts_as_one():
    made, _ = limited(address="2001:db8::1")
    assert made.wait_s("2001:db8::ffff") > 0
    assert made.wait_s("2001:db8:0:1::1") == 0.0


def test_addresses_kept_are_bounded(monkeypatch):
    monkeypatch.setattr(limiter, "MAX_ADDRESSES", 3)
    made, _ = limited()
    for number in range(3):
        made.count(f"198.51.100.{number}")
    assert made.wait_s("192.0.2.7") == 0.0


def test_what_is_no_address_is_counted_as_it_is():
    assert limited(address="unix")[0].wait_s("unix") > 0
