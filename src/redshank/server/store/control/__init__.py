"""The control store: everything that is no event. Users, agents, tokens, alerts, marks, audit, in SQLite or PostgreSQL.

Plain functions over a Connection, one module a topic. Whoever calls opens the transaction (`Control.read`,
`Control.write`), so that several topics change together or not at all. Times are nanoseconds since 1970.
"""
