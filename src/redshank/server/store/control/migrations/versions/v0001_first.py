"""The first version: hosts, agents and their marks, alerts and what people do with them, users, audit."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, Text, text

revision = "0001"
down_revision = None

ROW_ID = BigInteger().with_variant(Integer, "sqlite")
NUMBERS = ("alert_number", "alert_revision", "alert_act", "audit", "detection_cursor", "stored_position")
TABLES = (
    "audit",
    "sessions",
    "links",
    "users",
    "outbox",
    "detection_snapshots",
    "undo_items",
    "undos",
    "alert_history",
    "alert_labels",
    "alert_records",
    "alert_rules",
    "alerts",
    "dead_letters",
    "refusals",
    "channel_counters",
    "held_ranges",
    "lane_marks",
    "agents",
    "tokens",
    "hosts",
    "numbers",
)
"""In the order in which they can be dropped."""

ONLY_GROWS = {
    "sqlite": (
        """CREATE TRIGGER audit_only_next BEFORE INSERT ON audit WHEN NEW.n IS NOT (SELECT coalesce(max(n), 0) + 1 FROM audit)
           BEGIN SELECT RAISE(ABORT, 'audit entries are numbered without a gap'); END""",
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit entries are never removed'); END",
    ),
    "postgresql": (
        """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'audit entries are never changed or removed'; END $$""",
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    ),
}
"""In SQLite REPLACE would remove a row without asking the trigger on DELETE: so only the next number may come in."""


def upgrade() -> None:
    """From nothing."""
    _numbers()
    _hosts_and_agents()
    _alerts()
    _people()
    for statement in ONLY_GROWS[op.get_context().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """To nothing."""
    for table in TABLES:
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_refuse()")


def _numbers() -> None:
    numbers = op.create_table("numbers", Column("name", Text, primary_key=True), Column("value", BigInteger, nullable=False))
    op.bulk_insert(numbers, [{"name": name, "value": 0} for name in NUMBERS])


def _hosts_and_agents() -> None:
    op.create_table(
        "hosts",
        Column("host_id", Text, primary_key=True),
        Column("name", Text, nullable=False),
        Column("simulated", Boolean, nullable=False),
        Column("created_at", BigInteger, nullable=False),
    )
    op.create_table(
        "tokens",
        Column("token_id", Text, primary_key=True),
        Column("secret", Text, nullable=False, unique=True),
        Column("created_by", Text, nullable=False),
        Column("created_at", BigInteger, nullable=False),
        Column("expires_at", BigInteger, nullable=False),
        Column("max_uses", Integer, nullable=False),
        Column("uses", Integer, nullable=False),
        Column("tags", Text, nullable=False),
        Column("cidr", Text),
        Column("simulated", Boolean, nullable=False),
        Column("revoked_at", BigInteger),
        Column("last_used_at", BigInteger),
    )
    op.create_table(
        "agents",
        Column("agent_id", Text, primary_key=True),
        Column("host_id", Text, ForeignKey("hosts.host_id"), nullable=False, index=True),
        Column("host_name", Text, nullable=False),
        Column("public_key", LargeBinary, nullable=False),
        Column("token_id", Text, ForeignKey("tokens.token_id"), index=True),
        Column("simulated", Boolean, nullable=False),
        Column("version", Text, nullable=False),
        Column("kernel", Text, nullable=False),
        Column("os", Text, nullable=False),
        Column("enrolled_at", BigInteger, nullable=False),
        Column("last_seen", BigInteger),
        Column("heartbeat_at", BigInteger),
        Column("heartbeat", Text),
        Column("first_event_at", BigInteger),
        Column("first_alert_at", BigInteger),
        Column("first_severity_1_at", BigInteger),
        Column("duplicates", BigInteger, nullable=False),
        Column("holes", BigInteger, nullable=False),
        Column("forks", BigInteger, nullable=False),
        Column("revoked_at", BigInteger),
        Column("revoked_by", Text),
    )
    op.create_table(
        "lane_marks",
        Column("agent_id", Text, ForeignKey("agents.agent_id"), primary_key=True),
        Column("epoch", Text, primary_key=True),
        Column("lane", Integer, primary_key=True, autoincrement=False),
        Column("high_water", BigInteger, nullable=False),
        Column("first_seq", BigInteger, nullable=False),
        Column("digest", LargeBinary, nullable=False),
    )
    op.create_table(
        "held_ranges",
        Column("agent_id", Text, primary_key=True),
        Column("epoch", Text, primary_key=True),
        Column("lane", Integer, primary_key=True, autoincrement=False),
        Column("first_seq", BigInteger, primary_key=True, autoincrement=False),
        Column("last_seq", BigInteger, nullable=False),
    )
    op.create_table(
        "channel_counters",
        Column("agent_id", Text, ForeignKey("agents.agent_id"), primary_key=True),
        Column("channel", Text, primary_key=True),
        Column("counter", BigInteger, nullable=False),
    )
    op.create_table(
        "refusals",
        Column("agent_id", Text, primary_key=True),
        Column("kind", Text, primary_key=True),
        Column("count", BigInteger, nullable=False),
        Column("first_at", BigInteger, nullable=False),
        Column("last_at", BigInteger, nullable=False),
    )
    op.create_table(
        "dead_letters",
        Column("letter_id", ROW_ID, primary_key=True),
        Column("agent_id", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("sample", LargeBinary, nullable=False),
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        Column("number", ROW_ID, primary_key=True, autoincrement=False),
        Column("id", Text, nullable=False, unique=True),
        Column("revision", BigInteger, nullable=False, unique=True),
        Column("severity", Integer, nullable=False),
        Column("state", Text, nullable=False),
        Column("title", Text, nullable=False),
        Column("rule_id", Text, nullable=False),
        Column("rule_name", Text, nullable=False),
        Column("host_id", Text),
        Column("host_name", Text),
        Column("agent_id", Text),
        Column("user_name", Text),
        Column("executable", Text),
        Column("entity_id", Text),
        Column("parent_entity_id", Text),
        Column("session_id", BigInteger),
        Column("first_seen", BigInteger, nullable=False),
        Column("last_seen", BigInteger, nullable=False),
        Column("created", BigInteger, nullable=False),
        Column("count", BigInteger, nullable=False),
        Column("events_total", BigInteger, nullable=False),
        Column("techniques", Text, nullable=False),
        Column("tactics", Text, nullable=False),
        Column("simulated", Boolean, nullable=False),
        Column("assignee", Text),
        Column("reason", Text),
        Column("acted", BigInteger),
        Column("words", Text, nullable=False),
    )
    op.create_index("ix_alerts_state_severity", "alerts", ["state", "severity", text("last_seen DESC"), text("number DESC")])
    op.create_index("ix_alerts_state_last", "alerts", ["state", "last_seen", "number", "severity"])
    op.create_index("ix_alerts_severity", "alerts", ["severity", text("last_seen DESC"), text("number DESC"), "state"])
    op.create_index("ix_alerts_last", "alerts", ["last_seen", "number", "state"])
    op.create_index("ix_alerts_host", "alerts", ["host_name", "severity", text("last_seen DESC"), text("number DESC"), "state"])
    op.create_index("ix_alerts_rule", "alerts", ["rule_id", "severity", text("last_seen DESC"), text("number DESC"), "state"])
    op.create_index("ix_alerts_user", "alerts", ["user_name", "severity", text("last_seen DESC"), text("number DESC"), "state"])
    op.create_index("ix_alerts_host_session", "alerts", ["host_id", "session_id"])
    op.create_index("ix_alerts_host_last", "alerts", ["host_id", "last_seen"])
    op.create_index("ix_alerts_entity", "alerts", ["entity_id"])
    op.create_index("ix_alerts_parent_entity", "alerts", ["parent_entity_id"])
    op.create_table(
        "alert_rules",
        Column("rule_name", Text, primary_key=True),
        Column("rule_id", Text, primary_key=True),
    )
    op.create_table(
        "alert_records",
        Column("number", ROW_ID, ForeignKey("alerts.number"), primary_key=True, autoincrement=False),
        Column("body", LargeBinary, nullable=False),
        Column("events", LargeBinary, nullable=False),
        Column("events_kept", Integer, nullable=False),
        Column("events_bytes", Integer, nullable=False),
        Column("seen", LargeBinary, nullable=False),
    )
    op.create_table(
        "alert_labels",
        Column("number", ROW_ID, ForeignKey("alerts.number"), primary_key=True, autoincrement=False),
        Column("label", Text, primary_key=True),
    )
    op.create_index("ix_alert_labels_label", "alert_labels", ["label", "number"])
    op.create_table(
        "alert_history",
        Column("entry", ROW_ID, primary_key=True),
        Column("number", ROW_ID, ForeignKey("alerts.number"), nullable=False, index=True),
        Column("at", BigInteger, nullable=False),
        Column("actor", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("reason", Text),
        Column("text", Text),
        Column("assignee", Text),
    )
    op.create_table(
        "undos",
        Column("undo", ROW_ID, primary_key=True, autoincrement=False),
        Column("actor", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("at", BigInteger, nullable=False, index=True),
        Column("done_at", BigInteger),
    )
    op.create_table(
        "undo_items",
        Column("undo", ROW_ID, ForeignKey("undos.undo"), primary_key=True, autoincrement=False),
        Column("number", ROW_ID, ForeignKey("alerts.number"), primary_key=True, autoincrement=False),
        Column("place", BigInteger, nullable=False),
        Column("state", Text, nullable=False),
        Column("assignee", Text),
        Column("reason", Text),
        Column("acted", BigInteger),
    )
    op.create_table(
        "detection_snapshots",
        Column("snapshot", Integer, primary_key=True, autoincrement=False),
        Column("cursor", BigInteger, nullable=False),
        Column("data", LargeBinary, nullable=False),
    )
    op.create_table(
        "outbox",
        Column("key", Text, primary_key=True),
        Column("alert_id", Text, nullable=False),
        Column("stage", Text, nullable=False),
        Column("created_at", BigInteger, nullable=False),
        Column("sent_at", BigInteger),
        Column("attempts", Integer, nullable=False),
    )
    op.create_index("ix_outbox_unsent", "outbox", ["sent_at", "created_at", "key"])


def _people() -> None:
    op.create_table(
        "users",
        Column("name", Text, primary_key=True),
        Column("role", Text, nullable=False),
        Column("password_hash", Text),
        Column("disabled", Boolean, nullable=False),
        Column("created_at", BigInteger, nullable=False),
        Column("password_at", BigInteger),
    )
    op.create_table(
        "links",
        Column("secret", Text, primary_key=True),
        Column("user_name", Text, nullable=False, index=True),
        Column("created_by", Text, nullable=False),
        Column("created_at", BigInteger, nullable=False),
        Column("expires_at", BigInteger, nullable=False),
        Column("used_at", BigInteger),
    )
    op.create_table(
        "sessions",
        Column("session_id", Text, primary_key=True),
        Column("user_name", Text, ForeignKey("users.name"), nullable=False, index=True),
        Column("created_at", BigInteger, nullable=False),
        Column("last_used_at", BigInteger, nullable=False, index=True),
        Column("csrf", Text, nullable=False),
        Column("ip", Text, nullable=False),
        Column("browser", Text, nullable=False),
    )
    op.create_table(
        "audit",
        Column("n", ROW_ID, primary_key=True, autoincrement=False),
        Column("at", BigInteger, nullable=False),
        Column("actor", Text, nullable=False),
        Column("ip", Text, nullable=False),
        Column("verb", Text, nullable=False),
        Column("target", Text, nullable=False),
        Column("before", Text, nullable=False),
        Column("after", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("previous", Text, nullable=False),
        Column("digest", Text, nullable=False),
    )
