"""Suppressions with every version they had, and how often each filter hid a match."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text

revision = "0002"
down_revision = "0001"

REVISION = "suppression_revision"
TABLES = ("filter_counts", "suppression_versions", "suppressions")
"""In the order in which they can be dropped."""


def upgrade() -> None:
    """Three tables, and the number that grows with every change."""
    op.create_table(
        "suppressions",
        Column("suppression_id", Text, primary_key=True),
        Column("version", Integer, nullable=False),
        Column("rule_id", Text, nullable=False),
        Column("created_at", BigInteger, nullable=False),
    )
    op.create_index("ix_suppressions_rule_id", "suppressions", ["rule_id"])
    op.create_table(
        "suppression_versions",
        Column("suppression_id", Text, ForeignKey("suppressions.suppression_id"), primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("at", BigInteger, nullable=False),
        Column("actor", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("why", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("author", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("rule_title", Text, nullable=False),
        Column("severity", Integer, nullable=False),
        Column("parts", Text, nullable=False),
        Column("hosts", Text, nullable=False),
        Column("expires_at", BigInteger, nullable=False),
    )
    op.create_table(
        "filter_counts",
        Column("filter_id", Text, primary_key=True),
        Column("hidden", BigInteger, nullable=False),
        Column("last_hidden_at", BigInteger, nullable=False),
    )
    op.execute(f"INSERT INTO numbers (name, value) VALUES ('{REVISION}', 0)")  # noqa: S608  a constant


def downgrade() -> None:
    """Without them."""
    for table in TABLES:
        op.drop_table(table)
    op.execute(f"DELETE FROM numbers WHERE name = '{REVISION}'")  # noqa: S608  a constant
