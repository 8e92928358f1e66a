"""Times of log lines as nanoseconds since 1970: with year and zone (RFC 3339), or with neither (RFC 3164)."""

from datetime import UTC, datetime, timedelta, tzinfo

from redshank.host.sensor.logins.entry import LATEST_NS

_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: place for place, name in enumerate(_NAMES, 1)}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_AHEAD = timedelta(days=1)
_YEARS_BACK = 9
"""Far enough for a 29th of February, also around 2100."""
_MAX_CACHED = 2048
_HOUR_NS = 3_600_000_000_000


class SyslogTimes:
    """Reads the times of one host. zone: the host's; times that tell none are in it."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._cache: dict[tuple[str, str, int], int | None] = {}

    def read(self, second: str, fraction: str, zone: str, now: int) -> int | None:
        """Nanoseconds since 1970, None where there is no such time.

        second: `2026-11-24T03:51:18` or `Nov 24 03:51:18`. fraction: digits after the point, or empty. zone: `Z`,
        `+01:00` or empty. now: nanoseconds since 1970. Without a year it is the latest one in which the time is not more
        than a day ahead of now; in the hour that comes twice when summer ends, the one nearer to now.
        """
        key = (second, zone, now // _HOUR_NS)
        try:
            whole = self._cache[key]
        except KeyError:
            if len(self._cache) >= _MAX_CACHED:
                self._cache.clear()
            found = self._whole(second, zone, now)
            whole = self._cache[key] = found if found is not None and 0 <= found < LATEST_NS else None
        if whole is None:
            return None
        return whole + int(fraction[:9].ljust(9, "0")) if fraction else whole

    def _whole(self, second: str, zone: str, now: int) -> int | None:
        try:
            if second[:1].isdigit():
                moment = datetime.fromisoformat(second + zone)
                return _ns(moment if moment.tzinfo else moment.replace(tzinfo=self._zone))
            return self._without_year(second, now)
        except (ValueError, OverflowError, KeyError, IndexError):
            return None

    def _without_year(self, second: str, now: int) -> int | None:
        present = (_EPOCH + timedelta(seconds=now // 1_000_000_000)).astimezone(self._zone)
        month, day = _MONTHS[second[:3]], int(second[4:6])
        hour, minute, rest = (int(part) for part in second[7:].split(":"))
        for year in range(present.year + 1, present.year - _YEARS_BACK, -1):
            try:
                moment = datetime(year, month, day, hour, minute, min(rest, 59), tzinfo=self._zone)
            except ValueError:
                continue
            if moment - present <= _AHEAD:
                return min(_ns(moment), _ns(moment.replace(fold=1)), key=lambda found: abs(found - now))
        return None


def _ns(moment: datetime) -> int:
    return (moment - _EPOCH) // _SECOND * 1_000_000_000
