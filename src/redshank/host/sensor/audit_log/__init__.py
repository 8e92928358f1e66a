"""Saved audit.log files as events, for replay; `reader.read_audit_log` reads one."""
