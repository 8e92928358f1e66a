"""Hosts: all of them, with their agents' health."""

from litestar import get

from redshank.events.values import rfc3339
from redshank.server.api.host_rows import host_rows
from redshank.server.api.parts import Served
from redshank.server.api.shapes import HostList


@get("/hosts", opt={"permission": "hosts.read"}, sync_to_thread=True, operation_id="listHosts")
def list_hosts(parts: Served) -> HostList:
    """Every host that ever had an agent; none disappears because it is silent."""
    now = parts.clock.wall_ns()
    with parts.control.read() as c:
        return HostList(rfc3339(now), host_rows(c, now))


ROUTES = (list_hosts,)
