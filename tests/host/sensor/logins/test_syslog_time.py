from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.logins.syslog_time import SyslogTimes

BERLIN = ZoneInfo("Europe/Berlin")


def ns(*parts: int) -> int:
    return int(datetime(*parts).replace(tzinfo=UTC).timestamp()) * 10**9  # type: ignore[arg-type]  # year to second


def test_time_with_year_and_zone() -> None:
    times = SyslogTimes(BERLIN)
    assert times.read("2026-11-24T04:51:18", "123456", "+01:00", 0) == ns(2026, 11, 24, 3, 51, 18) + 123_456_000
    assert times.read("2026-11-24T03:51:18", "", "Z", 0) == ns(2026, 11, 24, 3, 51, 18)
    assert times.read("2026-11-24T04:51:18", "5", "", 0) == ns(2026, 11, 24, 3, 51, 18) + 500_000_000


def test_time_without_year_is_in_the_zone_of_the_host() -> None:
    assert SyslogTimes(BERLIN).read("Nov 24 04:51:18", "", "", ns(2026, 11, 24, 4)) == ns(2026, 11, 24, 3, 51, 18)


@pytest.mark.parametrize(
    ("second", "now", "year"),
    [
        ("Dec 31 23:59:59", (2027, 1, 1, 0, 0, 5), 2026),
        ("Jan  1 00:00:01", (2026, 12, 31, 23, 59, 59), 2027),  # the clock of the writer is a little ahead
        ("Nov 25 23:00:00", (2026, 11, 24, 0, 0, 0), 2025),
        ("Feb 29 12:00:00", (2027, 3, 1, 0, 0, 0), 2024),
        ("Nov 24 03:51:18", (2026, 11, 24, 3, 51, 18), 2026),
    ],
)
def test_year_is_the_latest_that_is_not_in_the_future(second: str, now: tuple[int, ...], year: int) -> None:
    found = SyslogTimes(UTC).read(second, "", "", ns(*now))
    assert found is not None
    assert datetime.fromtimestamp(found / 1e9, UTC).year == year


def test_hour_that_comes_twice_is_the_one_near_to_now() -> None:
    first, second = ns(2026, 10, 25, 0, 30), ns(2026, 10, 25, 1, 30)
    times = SyslogTimes(BERLIN)
    assert times.read("Oct 25 02:30:00", "", "", first + 10**9) == first
    assert times.read("Oct 25 02:30:00", "", "", second + 10**9) == second


NO_TIMES = ["Foo 24 03:51:18", "Nov 99 03:51:18", "2026-13-24T03:51:18", "Nov 24 99:51:18", "", "Nov 30 x"]
TOO_FAR = ["9999-12-31T23:59:59", "1900-01-01T00:00:00"]


@pytest.mark.parametrize("second", NO_TIMES + TOO_FAR)
def test_what_is_no_time_is_none(second: str) -> None:
    assert SyslogTimes(UTC).read(second, "", "", ns(2026, 11, 24)) is None


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)), st.integers(0, 360))
def test_written_time_is_read_back(moment: datetime, days: int) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    now = int((moment + timedelta(days=days)).timestamp()) * 10**9
    assert SyslogTimes(UTC).read(moment.strftime("%b %e %H:%M:%S"), "", "", now) == int(moment.timestamp()) * 10**9


@given(st.text(max_size=30), st.text("0123456789", max_size=9), st.text(max_size=6))
def test_no_text_makes_it_fail(second: str, fraction: str, zone: str) -> None:
    SyslogTimes(BERLIN).read(second, fraction, zone, ns(2026, 11, 24))
