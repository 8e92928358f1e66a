"""The tables of the control store as they are now; the migrations say how they came to be, a test that both agree.

Text columns have no length of their own: what is written is bounded where it is made. Times are nanoseconds since 1970.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    desc,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ROW_ID = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database gives. SQLite does so for INTEGER alone; it has 64 bits there too."""

numbers = Table("numbers", metadata, Column("name", Text, primary_key=True), Column("value", BigInteger, nullable=False))

# Hosts and agents

hosts = Table(
    "hosts",
    metadata,
    Column("host_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("simulated", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
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

agents = Table(
    "agents",
    metadata,
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

lane_marks = Table(
    "lane_marks",
    metadata,
    Column("agent_id", Text, ForeignKey("agents.agent_id"), primary_key=True),
    Column("epoch", Text, primary_key=True),
    Column("lane", Integer, primary_key=True, autoincrement=False),
    Column("high_water", BigInteger, nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

held_ranges = Table(
    "held_ranges",
    metadata,
    Column("agent_id", Text, primary_key=True),
    Column("epoch", Text, primary_key=True),
    Column("lane", Integer, primary_key=True, autoincrement=False),
    Column("first_seq", BigInteger, primary_key=True, autoincrement=False),
    Column("last_seq", BigInteger, nullable=False),
)

channel_counters = Table(
    "channel_counters",
    metadata,
    Column("agent_id", Text, ForeignKey("agents.agent_id"), primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("counter", BigInteger, nullable=False),
)

refusals = Table(
    "refusals",
    metadata,
    Column("agent_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("letter_id", ROW_ID, primary_key=True),
    Column("agent_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sample", LargeBinary, nullable=False),
)

# Alerts

alerts = Table(
    "alerts",
    metadata,
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
# The orders in which pages are asked for: an index each, so that a page is a range of it whatever its depth. The state at
# the end of most is for counting: then the index alone answers.
Index("ix_alerts_state_severity", alerts.c.state, alerts.c.severity, desc(alerts.c.last_seen), desc(alerts.c.number))
Index("ix_alerts_state_last", alerts.c.state, alerts.c.last_seen, alerts.c.number, alerts.c.severity)
Index("ix_alerts_severity", alerts.c.severity, desc(alerts.c.last_seen), desc(alerts.c.number), alerts.c.state)
Index("ix_alerts_last", alerts.c.last_seen, alerts.c.number, alerts.c.state)
Index("ix_alerts_host", alerts.c.host_name, alerts.c.severity, desc(alerts.c.last_seen), desc(alerts.c.number), alerts.c.state)
Index("ix_alerts_rule", alerts.c.rule_id, alerts.c.severity, desc(alerts.c.last_seen), desc(alerts.c.number), alerts.c.state)
Index("ix_alerts_user", alerts.c.user_name, alerts.c.severity, desc(alerts.c.last_seen), desc(alerts.c.number), alerts.c.state)
Index("ix_alerts_host_session", alerts.c.host_id, alerts.c.session_id)
Index("ix_alerts_host_last", alerts.c.host_id, alerts.c.last_seen)
Index("ix_alerts_entity", alerts.c.entity_id)
Index("ix_alerts_parent_entity", alerts.c.parent_entity_id)

alert_rules = Table(
    "alert_rules",
    metadata,
    Column("rule_name", Text, primary_key=True),
    Column("rule_id", Text, primary_key=True),
)

alert_records = Table(
    "alert_records",
    metadata,
    Column("number", ROW_ID, ForeignKey("alerts.number"), primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("events", LargeBinary, nullable=False),
    Column("events_kept", Integer, nullable=False),
    Column("events_bytes", Integer, nullable=False),
    Column("seen", LargeBinary, nullable=False),
)

alert_labels = Table(
    "alert_labels",
    metadata,
    Column("number", ROW_ID, ForeignKey("alerts.number"), primary_key=True, autoincrement=False),
    Column("label", Text, primary_key=True),
)
Index("ix_alert_labels_label", alert_labels.c.label, alert_labels.c.number)

alert_history = Table(
    "alert_history",
    metadata,
    Column("entry", ROW_ID, primary_key=True),
    Column("number", ROW_ID, ForeignKey("alerts.number"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("reason", Text),
    Column("text", Text),
    Column("assignee", Text),
)

undos = Table(
    "undos",
    metadata,
    Column("undo", ROW_ID, primary_key=True, autoincrement=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("done_at", BigInteger),
)

undo_items = Table(
    "undo_items",
    metadata,
    Column("undo", ROW_ID, ForeignKey("undos.undo"), primary_key=True, autoincrement=False),
    Column("number", ROW_ID, ForeignKey("alerts.number"), primary_key=True, autoincrement=False),
    Column("place", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("assignee", Text),
    Column("reason", Text),
    Column("acted", BigInteger),
)

detection_snapshots = Table(
    "detection_snapshots",
    metadata,
    Column("snapshot", Integer, primary_key=True, autoincrement=False),
    Column("cursor", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

baseline_begins = Table(
    "baseline_begins",
    metadata,
    Column("name", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
)

baseline_keys = Table(
    "baseline_keys",
    metadata,
    Column("baseline", BigInteger, primary_key=True, autoincrement=False),
    Column("host", Text, primary_key=True),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("mark", BigInteger, nullable=False),
    Column("value", Text, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("key", Text, primary_key=True),
    Column("alert_id", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
    Column("attempts", Integer, nullable=False),
)
Index("ix_outbox_unsent", outbox.c.sent_at, outbox.c.created_at, outbox.c.key)

# Incidents

incidents = Table(
    "incidents",
    metadata,
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
Index("ix_incidents_state_severity", incidents.c.state, incidents.c.severity, incidents.c.latest_at)

incident_members = Table(
    "incident_members",
    metadata,
    Column("alert_id", Text, primary_key=True),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("incident_id", Text, index=True),
    Column("created_at", BigInteger, nullable=False, index=True),
    Column("member", LargeBinary, nullable=False),
    Column("reason", Text),
)

incident_history = Table(
    "incident_history",
    metadata,
    Column("entry", ROW_ID, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.incident_id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("text", Text, nullable=False),
)

incident_apart = Table(
    "incident_apart",
    metadata,
    Column("alert_id", Text, primary_key=True),
    Column("incident_id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
)

# People

users = Table(
    "users",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("password_hash", Text),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("password_at", BigInteger),
)

links = Table(
    "links",
    metadata,
    Column("secret", Text, primary_key=True),
    Column("user_name", Text, nullable=False, index=True),
    Column("created_by", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Text, primary_key=True),
    Column("user_name", Text, ForeignKey("users.name"), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("last_used_at", BigInteger, nullable=False, index=True),
    Column("csrf", Text, nullable=False),
    Column("ip", Text, nullable=False),
    Column("browser", Text, nullable=False),
)

audit = Table(
    "audit",
    metadata,
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

# Suppressions

suppressions = Table(
    "suppressions",
    metadata,
    Column("suppression_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("rule_id", Text, nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
)

suppression_versions = Table(
    "suppression_versions",
    metadata,
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

filter_counts = Table(
    "filter_counts",
    metadata,
    Column("filter_id", Text, primary_key=True),
    Column("hidden", BigInteger, nullable=False),
    Column("last_hidden_at", BigInteger, nullable=False),
)
