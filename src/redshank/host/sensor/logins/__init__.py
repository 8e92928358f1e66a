"""Logins and log lines as sources of events: journal, auth.log, wtmp and btmp; `choose.open_logs` opens them."""
