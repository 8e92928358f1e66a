"""Logs that programs write themselves, past syslog: web access logs, and plain ones. `source.AppLogs` is the way in."""
