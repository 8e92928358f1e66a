from redshank.host.sensor.missing import MissingSource


def test_missing_source_gives_nothing_and_says_why() -> None:
    source = MissingSource("ebpf", "needs root: run it with sudo")
    assert source.read() == [] and source.fileno() is None
    health = source.health()
    assert (health.name, health.state, health.detail) == ("ebpf", "off", "needs root: run it with sudo")


def test_missing_source_may_be_closed_twice_and_still_says_why() -> None:
    source = MissingSource("journal", "no journalctl here")
    source.close()
    source.close()
    assert source.health().state == "off"
