"""What was seen before: the keys of baselines, and when each began to learn."""

from alembic import op
from sqlalchemy import BigInteger, Column, Text

revision = "0022"
down_revision = "0002"


def upgrade() -> None:
    """From the first version."""
    op.create_table("baseline_begins", Column("name", Text, primary_key=True), Column("number", BigInteger, nullable=False))
    op.create_table(
        "baseline_keys",
        Column("baseline", BigInteger, primary_key=True, autoincrement=False),
        Column("host", Text, primary_key=True),
        Column("key", BigInteger, primary_key=True, autoincrement=False),
        Column("first_at", BigInteger, nullable=False),
        Column("last_at", BigInteger, nullable=False),
        Column("mark", BigInteger, nullable=False),
        Column("value", Text, nullable=False),
    )


def downgrade() -> None:
    """Back to the first version: what was learned is lost."""
    op.drop_table("baseline_keys")
    op.drop_table("baseline_begins")
