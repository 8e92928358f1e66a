"""Connections: made, taken, and waited for. The acting process is always this host's."""

from redshank.events.field import EventType, Field
from redshank.events.fields.common import RESULT, SYSCALL, VIA

SOURCE_IP = Field("source.ip", "ip", "address the connection comes from", sigma=("SourceIp", "c-ip"), ocsf="src_endpoint.ip", origin="kernel")
SOURCE_PORT = Field("source.port", "u16", "port the connection comes from", sigma=("SourcePort",), ocsf="src_endpoint.port", origin="kernel")
DESTINATION_IP = Field("destination.ip", "ip", "address the connection goes to", sigma=("DestinationIp",), ocsf="dst_endpoint.ip", origin="kernel")
DESTINATION_PORT = Field("destination.port", "u16", "port the connection goes to", sigma=("DestinationPort",), ocsf="dst_endpoint.port", origin="kernel")
FAMILY = Field("redshank.network.family", "u16", "address family of the socket: 2 IPv4, 10 IPv6, 17 packet", origin="kernel")
PROTOCOL = Field("network.iana_number", "u16", "protocol of the socket: 6 TCP, 17 UDP", origin="kernel")
TRANSPORT = Field("network.transport", "str:8", "tcp, udp or the protocol's number", sigma=("Protocol",), ocsf="connection_info.protocol_name")
DIRECTION = Field("network.direction", "str:8", "egress where this host began it, ingress where it took it", ocsf="connection_info.direction")
INITIATED = Field("redshank.network.initiated", "bool", "true where this host began the connection", sigma=("Initiated",))

REPEATS = Field("redshank.network.repeats", "u32", "datagrams sent there since the last event about this process and destination, this one not counted", unit="datagrams", origin="kernel")

_FLOW = (
    SOURCE_IP, DESTINATION_IP, RESULT, SYSCALL, SOURCE_PORT, DESTINATION_PORT, FAMILY, PROTOCOL, TRANSPORT, DIRECTION, INITIATED, REPEATS, VIA,
)
_DOMAIN = Field("destination.domain", "str:255", "name that the process, else another of this host, was given this address for by DNS", sigma=("DestinationHostname",), ocsf="dst_endpoint.hostname")
_OWN_ADDRESS = (SOURCE_IP, RESULT, SYSCALL, SOURCE_PORT, FAMILY, PROTOCOL, TRANSPORT, VIA)

TYPES = (
    EventType(32, "net.connect", "a process connected, or tried to, or sent a datagram, or set the address of an UDP socket", (*_FLOW, _DOMAIN), ring="bulk", spool_class=2, ocsf_class=4001, ocsf_activity=1),
    EventType(33, "net.accept", "a process took a connection from outside", _FLOW, ring="bulk", spool_class=2, ocsf_class=4001, ocsf_activity=1),
    EventType(34, "net.listen", "a process began to wait for connections; source is its own address", _OWN_ADDRESS, ring="bulk", spool_class=1, ocsf_class=4001, ocsf_activity=7),
    EventType(35, "net.bind", "a process took an address of this host for a socket; source is that address", _OWN_ADDRESS, ring="bulk", spool_class=2, ocsf_class=4001, ocsf_activity=99),
    EventType(36, "net.dns", "a process asked a name server, or was answered; destination is the server", (
        DESTINATION_IP, SOURCE_PORT, DESTINATION_PORT, FAMILY, PROTOCOL,
        Field("redshank.dns.bytes", "u16", "true length of the message", unit="bytes", origin="kernel"),
        Field("redshank.dns.copied", "u16", "how much of it was looked at", unit="bytes", origin="kernel"),
        Field("redshank.dns.packet", "str:1024", "the message in hexadecimal, only where it could not be read", origin="kernel", encoding="hex"),
        TRANSPORT,
        Field("dns.type", "str:8", "query or answer"),
        Field("dns.id", "str:8", "number by which an answer belongs to its question"),
        Field("dns.op_code", "str:16", "what is asked for: QUERY, or another operation's name or number"),
        Field("dns.question.name", "str:1024", "name asked for, without the last dot; what is no plain text as \\DDD", sigma=("QueryName", "query"), ocsf="query.hostname"),
        Field("dns.question.type", "str:16", "kind of record asked for: A, AAAA, TXT, …", sigma=("QueryType", "record_type"), ocsf="query.type"),
        Field("redshank.dns.question.length", "u16", "length of the name asked for", unit="characters"),
        Field("redshank.dns.question.parent", "str:512", "last two labels of the name asked for", sigma=("parent_domain",)),
        Field("dns.response_code", "str:16", "NOERROR, NXDOMAIN, … of an answer", ocsf="rcode"),
        Field("dns.answers", "json", "list of {name, type, ttl, data} of an answer, at most 32", ocsf="answers"),
        Field("dns.resolved_ip", "list", "addresses in an answer", sigma=("QueryResults", "answer")),
        Field("redshank.dns.truncated", "bool", "true where the server could not say all, or not all was looked at"),
    ), ring="bulk", spool_class=2, ocsf_class=4003, ocsf_activity=1),
    EventType(37, "net.raw", "a process made a socket that sees raw packets, or put a filter on one", (
        RESULT, SYSCALL, FAMILY,
        Field("redshank.socket.type", "u16", "kind of the socket: 2 datagrams, 3 raw", origin="kernel"),
        Field("redshank.socket.protocol", "u16", "IP protocol of a raw socket, Ethernet type of a packet socket (3: all)", origin="kernel"),
        Field("redshank.socket.filter_length", "u16", "instructions of the filter; 0 for a program of BPF", unit="instructions", origin="kernel"),
        Field("redshank.socket.operation_number", "u16", "0 open, 1 filter", origin="kernel"),
        Field("redshank.socket.filter", "str:1024", "the filter's first 64 instructions, in hexadecimal", origin="kernel", encoding="hex"),
        Field("redshank.socket.operation", "str:8", "open or filter"),
        Field("redshank.socket.kind", "str:8", "packet (all frames of an interface) or raw (packets of one IP protocol)"),
        VIA,
    ), ring="bulk", spool_class=1, ocsf_class=4001, ocsf_activity=99),
)
