"""The routes, one module a noun. Every route names the permission it needs."""
