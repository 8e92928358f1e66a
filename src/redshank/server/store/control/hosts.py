"""The machines that agents watch. A host outlives its agents: one that was installed again is the same host."""

import base64
import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from redshank.server.store.control.database import insert_into
from redshank.server.store.control.tables import alerts, hosts

_ID_LENGTH = 26


@dataclass(frozen=True, slots=True)
class HostRecord:
    """A machine by the name it last gave itself."""

    host_id: str
    name: str
    simulated: bool
    created_at: int


def host_id_of(machine_id: str, agent_id: str, simulated: bool) -> str:
    """The id of the host with this machine id; where it has none, of the host of this agent.

    A simulated host shares its machine id with the machine it is played on, and is another host all the same.
    """
    named = f"{'simulated ' if simulated else ''}{machine_id or agent_id}"
    return "h-" + base64.b32encode(hashlib.sha256(named.encode()).digest()).decode().lower()[:_ID_LENGTH]


def put_host(c: Connection, host: HostRecord) -> None:
    """Note a host. One that is known keeps when it was made and takes the name."""
    put = insert_into(c, hosts)
    row = {"host_id": host.host_id, "name": host.name, "simulated": host.simulated, "created_at": host.created_at}
    c.execute(put.on_conflict_do_update(index_elements=["host_id"], set_={"name": put.excluded.name}), row)


def all_hosts(c: Connection) -> list[HostRecord]:
    """Every host ever enrolled, by name."""
    return [HostRecord(*row) for row in c.execute(select(hosts).order_by(hosts.c.name, hosts.c.host_id))]


def open_alerts(c: Connection) -> dict[str, dict[int, int]]:
    """Open alerts by host id and severity; hosts without any are left out."""
    counted = select(alerts.c.host_id, alerts.c.severity, func.count()).where(alerts.c.state == "open", alerts.c.host_id.is_not(None))
    found: dict[str, dict[int, int]] = {}
    for host_id, severity, count in c.execute(counted.group_by(alerts.c.host_id, alerts.c.severity)):
        found.setdefault(str(host_id), {})[severity] = count
    return found
