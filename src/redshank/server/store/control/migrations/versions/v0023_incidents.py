"""Incidents: what belongs together, what is told of it, and what people made of it."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, Text

revision = "0023"
down_revision = "0022"

NUMBERS = ("incident_number", "incident_revision", "member_number")
TABLES = ("incident_apart", "incident_history", "incident_members", "incidents")
"""In the order in which they can be dropped."""


def upgrade() -> None:
    """Four tables, and the numbers that grow with them."""
    op.create_table(
        "incidents",
        Column("incident_id", Text, primary_key=True),
        Column("number", BigInteger, nullable=False, unique=True),
        Column("revision", BigInteger, nullable=False, unique=True),
        Column("severity", Integer, nullable=False),
        Column("state", Text, nullable=False),
        Column("outcome", Text),
        Column("owner", Text),
        Column("title", Text, nullable=False),
        Column("hosts", Text, nullable=False),
        Column("alerts", Integer, nullable=False),
        Column("opened_at", BigInteger, nullable=False),
        Column("attack_at", BigInteger, nullable=False),
        Column("breach_at", BigInteger),
        Column("latest_at", BigInteger, nullable=False),
        Column("merged_into", Text),
        Column("simulated", Boolean, nullable=False),
    )
    op.create_index("ix_incidents_state_severity", "incidents", ["state", "severity", "latest_at"])
    op.create_table(
        "incident_members",
        Column("alert_id", Text, primary_key=True),
        Column("number", BigInteger, nullable=False, unique=True),
        Column("incident_id", Text, index=True),
        Column("created_at", BigInteger, nullable=False, index=True),
        Column("member", LargeBinary, nullable=False),
        Column("reason", Text),
    )
    op.create_table(
        "incident_history",
        Column("entry", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
        Column("incident_id", Text, ForeignKey("incidents.incident_id"), nullable=False, index=True),
        Column("at", BigInteger, nullable=False),
        Column("actor", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("text", Text, nullable=False),
    )
    op.create_table(
        "incident_apart",
        Column("alert_id", Text, primary_key=True),
        Column("incident_id", Text, primary_key=True),
        Column("at", BigInteger, nullable=False),
        Column("actor", Text, nullable=False),
    )
    for name in NUMBERS:
        op.execute(f"INSERT INTO numbers (name, value) VALUES ('{name}', 0)")  # noqa: S608  a constant


def downgrade() -> None:
    """Without them."""
    for table in TABLES:
        op.drop_table(table)
    for name in NUMBERS:
        op.execute(f"DELETE FROM numbers WHERE name = '{name}'")  # noqa: S608  a constant
