import select

from redshank.host.sensor.files.wake import Wake


def readable(wake: Wake, timeout_s: float) -> bool:
    return bool(select.select([wake.fd], [], [], timeout_s)[0])


def test_readable_after_the_time_and_calm_when_told() -> None:
    wake = Wake()
    assert not readable(wake, 0)
    wake.after(0)
    assert readable(wake, 10)
    wake.calm()
    wake.calm()
    assert not readable(wake, 0)
    wake.close()
    wake.close()


def test_later_wish_replaces_the_earlier() -> None:
    wake = Wake()
    wake.after(3_600_000_000_000)
    wake.after(1_000_000)
    assert readable(wake, 10)
    wake.close()
