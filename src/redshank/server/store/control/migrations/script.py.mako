"""${message}."""

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Make what this version adds."""
    ${upgrades if upgrades else "..."}


def downgrade() -> None:
    """Take it away again."""
    ${downgrades if downgrades else "..."}
