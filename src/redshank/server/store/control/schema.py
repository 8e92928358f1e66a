"""The schema's version: what this Redshank makes and takes, and the way there from older ones."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from redshank.core.errors import StoreError

KNOWN = ("0001", "0002", "0022", "0023")
"""Every version in order; one file each in migrations/versions."""
HEAD = KNOWN[-1]
VERSION_TABLE = "alembic_version"
_MIGRATIONS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 0x7265645368616E6B
"""Lock of PostgreSQL under which migrations run; SQLite has one writer anyway."""


def prepare(c: Connection, name: str) -> None:
    """Bring an open transaction's database to our schema. Raises StoreError, in one line, where it is not ours to bring."""
    if c.dialect.name == "postgresql":
        c.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
    found = version(c)
    if found == HEAD:
        return
    if found is not None and found not in KNOWN:
        raise StoreError(f"{name}: has schema {found}, this version of redshank knows up to {HEAD}: start the newer one again", "broken")
    migrate(c, HEAD)


def version(c: Connection) -> str | None:
    """The schema's version; None where there is none yet."""
    if not inspect(c).has_table(VERSION_TABLE):
        return None
    found: str | None = c.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608  a constant
    return found


def migrate(c: Connection, target: str) -> None:
    """Up or down to `target` (`base` is nothing at all), inside the open transaction: all of it or none."""
    # Half a second of imports, needed once in the life of a schema.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": c})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    older = target != HEAD and version(c) is not None
    (command.downgrade if older else command.upgrade)(config, target)
