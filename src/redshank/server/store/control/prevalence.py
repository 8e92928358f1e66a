"""How usual an alert is, by the alerts that are kept: on how many hosts, how often, and whether ever before."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from redshank.server.store.control.alert_rows import AlertRow
from redshank.server.store.control.tables import alerts, hosts

DAYS = 30
DAY_NS = 86_400 * 1_000_000_000
MOST = 2_000
"""Alerts of the rule that are looked at: of each severity the latest ones."""


@dataclass(frozen=True, slots=True)
class Prevalence:
    """Of alerts of the same rule about the same program (the same user, where there is no program).

    hosts: with such an alert, its own host included, of all there are. first_ever: none is earlier. fired: firings of
    others on its host in the days before its own last. at_least: there were more alerts of the rule than were looked at.
    """

    hosts: int
    of_hosts: int
    first_ever: bool
    fired: int
    at_least: bool


def of_alert(c: Connection, row: AlertRow) -> Prevalence:
    """How usual this alert is. Alerts of simulations count among themselves."""
    columns = ("number", "host_id", "executable", "user_name", "first_seen", "last_seen", "count")
    order = (alerts.c.severity, alerts.c.last_seen.desc())
    one_rule = select(*(alerts.c[name] for name in columns)).where(alerts.c.rule_id == row.rule_id, alerts.c.simulated == row.simulated)
    looked = one_rule.order_by(*order).limit(MOST).subquery()
    # A label of its own: `count` on a row is the tuple's method.
    others = select(looked.c.host_id, looked.c.first_seen, looked.c.last_seen, looked.c.count.label("firings")).where(
        looked.c.number != row.number, _same(looked.c.executable, looked.c.user_name, row)
    )
    found = c.execute(others).all()
    since = row.last_seen - DAYS * DAY_NS
    here = [one for one in found if one.host_id == row.host_id and since <= one.last_seen <= row.last_seen]
    total = c.execute(select(func.count()).select_from(looked)).scalar_one()
    return Prevalence(
        hosts=len({row.host_id, *(one.host_id for one in found)} - {None}) or 1,
        of_hosts=max(1, int(c.execute(select(func.count()).select_from(hosts).where(hosts.c.simulated == row.simulated)).scalar_one())),
        first_ever=row.count == 1 and all(one.first_seen > row.first_seen for one in found),
        fired=sum(one.firings for one in here),
        at_least=total >= MOST,
    )


def sentence(found: Prevalence) -> str:
    """In words: `seen on 1 of 41 hosts, first time ever; this key fired 0 times in 30 days`."""
    least = "at least " if found.at_least else ""
    first = ", first time ever" if found.first_ever and not found.at_least else ""
    times = "1 time" if found.fired == 1 else f"{found.fired} times"
    return f"seen on {least}{found.hosts} of {max(found.hosts, found.of_hosts)} hosts{first}; this key fired {least}{times} in {DAYS} days"


def _same(executable: ColumnElement[str | None], user: ColumnElement[str | None], row: AlertRow) -> ColumnElement[bool]:
    if row.executable is not None:
        return executable == row.executable
    return (executable.is_(None)) & (user == row.user_name if row.user_name is not None else user.is_(None))
