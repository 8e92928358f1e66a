"""Throw-away hosts: processes in namespaces of their own, on an overlay over /, that end with the process that made them."""
