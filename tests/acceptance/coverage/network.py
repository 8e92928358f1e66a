"""Connections, waiting for them, messages, names asked for. Everything stays on loopback of a namespace of its own."""

from tests.acceptance.coverage.act import CALLS, FULL, GIVEN, Act, holds, told

LATER = "the attempt is told, its result is not"
SERVER = "s = socket.create_server(('127.0.0.1', PORT))\n"

ACTS = (
    Act("a connection is made", "T1071",
        told("net.connect", destination__ip="127.0.0.1", destination__port="PORT", network__transport="tcp", process__command_line=holds("MARK")),
        python=SERVER + "socket.create_connection(('127.0.0.1', PORT))"),
    Act("a connection is made, with its result and own port", "T1071",
        told("net.connect", destination__port="PORT", x__result=0, source__port=GIVEN),
        python=SERVER + "socket.create_connection(('127.0.0.1', PORT))", seen=CALLS, unseen=LATER),
    Act("a connection by IPv6", "T1071", told("net.connect", destination__ip="::1", destination__port="PORT"),
        python="socket.socket(socket.AF_INET6).connect_ex(('::1', PORT))"),
    Act("a connection by IPv4 in an IPv6 socket", "T1071", told("net.connect", destination__ip="127.0.0.1", destination__port="PORT"),
        python=SERVER + "socket.socket(socket.AF_INET6).connect(('::ffff:127.0.0.1', PORT))"),
    Act("a connection that is refused", "T1046", told("net.connect", destination__port="PORT", x__result=-111),
        python="socket.socket().connect_ex(('127.0.0.1', PORT))", seen=CALLS, unseen=LATER),
    Act("a connection to where no way leads", "T1071", told("net.connect", destination__ip="203.0.113.9", destination__port="PORT"),
        python="socket.socket().connect_ex(('203.0.113.9', PORT))"),
    Act("a connection that is not waited for", "T1071", told("net.connect", destination__port="PORT", x__result=-115),
        python=SERVER + "c = socket.socket(); c.setblocking(False); c.connect_ex(('127.0.0.1', PORT))", seen=CALLS, unseen=LATER),
    Act("a connection through io_uring", "T1071", told("net.connect", destination__ip="127.0.0.1", destination__port="PORT"),
        python=SERVER + "Uring().submit(CONNECT, socket.socket().detach(), memory(address('127.0.0.1', PORT)), 0, 16)"),
    Act("a connection by a 32-bit call (int 0x80)", "T1071", told("net.connect", destination__ip="127.0.0.1", destination__port="PORT"),
        python=SERVER + "call32(362, socket.socket().detach(), low(address('127.0.0.1', PORT)), 16)"),
    Act("a connection by the 32-bit socketcall", "T1071", told("net.connect", destination__port="PORT", x__result=0),
        python=SERVER + "a = low(address('127.0.0.1', PORT)); call32(102, 3, low(struct.pack('<3I', socket.socket().detach(), a, 16)))",
        seen=FULL, unseen=LATER),
    Act("a connection is taken (accept)", "T1071", told("net.accept", destination__port="PORT", source__ip="127.0.0.1", x__result=GIVEN),
        python=SERVER + "c = socket.create_connection(('127.0.0.1', PORT)); call(43, s.fileno(), None, None)", seen=CALLS,
        unseen="taken connections are told at the exit of a system call"),
    Act("a connection is taken (accept4)", "T1071", told("net.accept", destination__port="PORT", source__port=GIVEN),
        python=SERVER + "c = socket.create_connection(('127.0.0.1', PORT)); s.accept()", seen=CALLS,
        unseen="taken connections are told at the exit of a system call"),
    Act("a process waits for connections", "T1571", told("net.listen", source__ip="127.0.0.1", source__port="PORT", process__command_line=holds("MARK")),
        python=SERVER),
    Act("a process waits for connections on every address, by IPv6", "T1571", told("net.listen", source__ip="::", source__port="PORT"),
        python="s = socket.socket(socket.AF_INET6); s.bind(('::', PORT)); s.listen()"),
    Act("a process waits for connections on a port of the kernel's choice", "T1571", told("net.listen", source__port=GIVEN, process__command_line=holds("MARK")),
        python="s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()"),
    Act("a port is bound", "T1571", told("net.bind", source__ip="127.0.0.1", source__port="PORT"),
        python="socket.socket().bind(('127.0.0.1', PORT))"),
    Act("a port of UDP is bound", "T1095", told("net.bind", source__port="PORT", network__transport="udp"),
        python="socket.socket(type=socket.SOCK_DGRAM).bind(('127.0.0.1', PORT))"),
    Act("a port is bound that is taken already", "T1571", told("net.bind", source__port="PORT", x__result=-98),
        python=SERVER + "s.setsockopt(1, 2, 0)\ntry: socket.socket().bind(('127.0.0.1', PORT))\nexcept OSError: pass", seen=CALLS, unseen=LATER),
    Act("a socket of UDP gets its other end (connect)", "T1095",
        told("net.connect", destination__ip="127.0.0.1", destination__port="PORT", network__transport="udp"),
        python="socket.socket(type=socket.SOCK_DGRAM).connect(('127.0.0.1', PORT))"),
    Act("a message is sent by UDP (sendto)", "T1095", told("net.connect", destination__ip="127.0.0.1", destination__port="PORT", network__transport="udp"),
        python="socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))"),
    Act("a message is sent by UDP (sendmsg)", "T1095", told("net.connect", destination__ip="127.0.0.1", destination__port="PORT", network__transport="udp"),
        python="socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('127.0.0.1', PORT))"),
    Act("messages are sent by UDP (sendmmsg)", "T1095", told("net.connect", destination__ip="127.0.0.1", destination__port="PORT", network__transport="udp"),
        python="v = low(struct.pack('<QQ', low(b'x'), 1)); n = low(address('127.0.0.1', PORT))\n"
               "s = socket.socket(type=socket.SOCK_DGRAM); call(307, s.fileno(), low(struct.pack('<QIxxxxQQQQIxxxxIxxxx', n, 16, v, 1, 0, 0, 0, 0)), 1, 0)"),
    Act("a message is sent by UDP and IPv6", "T1095", told("net.connect", destination__ip="::1", destination__port="PORT", network__transport="udp"),
        python="socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b'x', ('::1', PORT))"),
    Act("a name is asked for (DNS)", "T1071.004", told("net.dns", dns__question__name="MARK.example.org", dns__question__type="A", process__command_line=holds("MARK")),
        python="q = b'\\1\\2\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0' + bytes([len('MARK')]) + b'MARK\\7example\\3org\\0\\0\\1\\0\\1'\n"
               "s = socket.socket(type=socket.SOCK_DGRAM); s.connect(('127.0.0.1', 53)); s.send(q)", seen=frozenset(),
        unseen="a question that nobody answers is told with `sensor.dns` at `all`"),
    Act("a name server answers", "T1071.004", told("net.dns", dns__question__name="MARK.example.org", dns__type="answer", dns__resolved_ip=["192.0.2.7"]),
        python="n = bytes([len('MARK')]) + b'MARK\\7example\\3org\\0'; q = n + b'\\0\\1\\0\\1'\n"
               "s = socket.socket(type=socket.SOCK_DGRAM); s.bind(('127.0.0.53', 53)); c = socket.socket(type=socket.SOCK_DGRAM); c.connect(('127.0.0.53', 53))\n"
               "c.send(b'\\1\\2\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0' + q); _, a = s.recvfrom(512)\n"
               "s.sendto(b'\\1\\2\\x81\\x80\\0\\1\\0\\1\\0\\0\\0\\0' + q + b'\\xc0\\x0c\\0\\1\\0\\1\\0\\0\\0\\x3c\\0\\4\\xc0\\0\\2\\7', a); c.recv(512)"),
    Act("a socket that sees raw packets is made", "T1040", told("net.raw", x__socket__operation="open", process__command_line=holds("MARK")),
        python="socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0x300)", seen=CALLS, unseen="told at the exit of a system call"),
)  # fmt: skip
