"""Connections: made, taken, and waited for. The acting process is always this host's."""

from redshank.events.field import EventType, Field
from redshank.events.fields.common import RESULT, SYSCALL

SOURCE_IP = Field("source.ip", "ip", "address the connection comes from", sigma=("SourceIp", "c-ip"), ocsf="src_endpoint.ip", origin="kernel")
SOURCE_PORT = Field("source.port", "u16", "port the connection comes from", sigma=("SourcePort",), ocsf="src_endpoint.port", origin="kernel")
DESTINATION_IP = Field("destination.ip", "ip", "address the connection goes to", sigma=("DestinationIp",), ocsf="dst_endpoint.ip", origin="kernel")
DESTINATION_PORT = Field("destination.port", "u16", "port the connection goes to", sigma=("DestinationPort",), ocsf="dst_endpoint.port", origin="kernel")
FAMILY = Field("redshank.network.family", "u16", "address family of the socket: 2 IPv4, 10 IPv6", origin="kernel")
PROTOCOL = Field("network.iana_number", "u16", "protocol of the socket: 6 TCP, 17 UDP", origin="kernel")
TRANSPORT = Field("network.transport", "str:8", "tcp, udp or the protocol's number", sigma=("Protocol",), ocsf="connection_info.protocol_name")
DIRECTION = Field("network.direction", "str:8", "egress where this host began it, ingress where it took it", ocsf="connection_info.direction")
INITIATED = Field("redshank.network.initiated", "bool", "true where this host began the connection", sigma=("Initiated",))

_FLOW = (SOURCE_IP, DESTINATION_IP, RESULT, SYSCALL, SOURCE_PORT, DESTINATION_PORT, FAMILY, PROTOCOL, TRANSPORT, DIRECTION, INITIATED)

TYPES = (
    EventType(32, "net.connect", "a process connected, or tried to, or set the address of an UDP socket", _FLOW, ring="bulk", spool_class=2, ocsf_class=4001, ocsf_activity=1),
    EventType(33, "net.accept", "a process took a connection from outside", _FLOW, ring="bulk", spool_class=2, ocsf_class=4001, ocsf_activity=1),
    EventType(34, "net.listen", "a process began to wait for connections; source is its own address", (
        SOURCE_IP, RESULT, SYSCALL, SOURCE_PORT, FAMILY, PROTOCOL, TRANSPORT,
    ), ring="bulk", spool_class=1, ocsf_class=4001, ocsf_activity=7),
)
