"""Named numbers that only grow: revisions, positions, cursors. One row each, so that they change with what they count."""

from sqlalchemy import Connection, select, update

from redshank.server.store.control.tables import numbers

ALERT_NUMBER = "alert_number"
ALERT_REVISION = "alert_revision"
ALERT_ACT = "alert_act"
AUDIT = "audit"
DETECTION_CURSOR = "detection_cursor"
STORED_POSITION = "stored_position"
SUPPRESSION_REVISION = "suppression_revision"
INCIDENT_NUMBER = "incident_number"
INCIDENT_REVISION = "incident_revision"
MEMBER_NUMBER = "member_number"
ALL = (
    ALERT_NUMBER, ALERT_REVISION, ALERT_ACT, AUDIT, DETECTION_CURSOR, STORED_POSITION, SUPPRESSION_REVISION, INCIDENT_NUMBER,
    INCIDENT_REVISION, MEMBER_NUMBER,
)  # fmt: skip
"""Their rows are made by the migrations."""


def get(c: Connection, name: str) -> int:
    """The number as it is."""
    return int(c.execute(select(numbers.c.value).where(numbers.c.name == name)).scalar_one())


def hold(c: Connection, name: str) -> int:
    """The number, which nobody else changes until this transaction is over."""
    return int(c.execute(select(numbers.c.value).where(numbers.c.name == name).with_for_update()).scalar_one())


def advance(c: Connection, name: str, by: int = 1) -> int:
    """The number after it has grown. Two transactions never get the same: the second waits for the end of the first."""
    grown = update(numbers).where(numbers.c.name == name).values(value=numbers.c.value + by).returning(numbers.c.value)
    return int(c.execute(grown).scalar_one())


def lift(c: Connection, name: str, value: int) -> None:
    """Raise the number to `value`; where it is higher already it stays."""
    c.execute(update(numbers).where(numbers.c.name == name, numbers.c.value < value).values(value=value))
