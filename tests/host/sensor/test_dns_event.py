"""Questions to name servers and their answers, by the process that asked: on values, and on the real kernel in a network of its own."""

import subprocess
import sys
from typing import Any

import pytest

from redshank.host.sensor.dns_event import fill
from redshank.host.sensor.programs import Dns
from tests.generated import build
from tests.host.sensor.kernel import Kernel
from tests.host.sensor.test_dns import AT_QUESTION, QUESTION, head, record

SERVER = r"""
import os, socket, struct, sys, threading, time
import fcntl
with socket.socket() as s: fcntl.ioctl(s, 0x8914, struct.pack("16sH14x", b"lo", 0x41))
HEAD = struct.Struct("!HHHHHH")
def answer(question):
    number = HEAD.unpack_from(question)[0]
    return HEAD.pack(number, 0x8180, 1, 1, 0, 0) + question[12:] + b"\xc0\x0c" + struct.pack("!HHIH4s", 1, 1, 60, 4, bytes((192, 0, 2, 9)))
def question(name, kind=1):
    labels = b"".join(bytes((len(l),)) + l.encode() for l in name.split("."))
    return HEAD.pack(7, 0x100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!HH", kind, 1)
ready = []
def serve(family, place, kind):
    s = socket.socket(family, kind)
    s.bind((place, 53))
    if kind == socket.SOCK_STREAM: s.listen()
    ready.append(s)
    while True:
        if kind == socket.SOCK_STREAM:
            c = s.accept()[0]
            a = answer(c.recv(4096)[2:])
            c.sendall(len(a).to_bytes(2, "big") + a)
        else:
            data, peer = s.recvfrom(4096)
            s.sendto(answer(data), peer)
if os.fork():
    serve_all = [(2, "127.0.0.1", socket.SOCK_DGRAM), (2, "127.0.0.1", socket.SOCK_STREAM), (10, "::1", socket.SOCK_DGRAM)]
    for words in serve_all: threading.Thread(target=serve, args=words, daemon=True).start()
    os.wait()
    os._exit(0)
def ask(s, data):
    for _ in range(100):
        try:
            s.send(data)
            return s.recv(4096)
        except ConnectionRefusedError: time.sleep(0.02)
def stream():
    for _ in range(100):
        try: return socket.create_connection(("127.0.0.1", 53))
        except ConnectionRefusedError: time.sleep(0.02)
u = socket.socket(2, socket.SOCK_DGRAM); u.connect(("127.0.0.1", 53))
ask(u, question("one.example.org"))
v = socket.socket(10, socket.SOCK_DGRAM); v.connect(("::1", 53))
ask(v, question("six.example.org", 28))
w = socket.socket(2, socket.SOCK_DGRAM)
w.sendto(question("x" * 60 + ".tunnel.example.net", 16), ("127.0.0.1", 53)); w.recv(4096)
t = stream(); q = question("tcp.example.org"); t.sendall(len(q).to_bytes(2, "big") + q); t.recv(4096)
w.sendto(b"no message", ("127.0.0.1", 53))
w.sendto(b"no message at all: too long for a head, and none", ("127.0.0.1", 53))
w.sendto(question("port.example.org"), ("127.0.0.1", 5353))
print(os.getpid(), flush=True)
"""


def packet(data: bytes, **fields: Any) -> Any:
    event = build.net_dns(dns_packet=data.hex() + "00" * 8, dns_copied=len(data), dns_bytes=len(data))
    for name, value in fields.items():
        setattr(event, name, value)
    fill(event)
    return event


def test_question_gives_name_type_and_its_last_labels() -> None:
    event = packet(head() + b"\x01a" + QUESTION)
    assert (event.dns_type, event.dns_id, event.dns_op_code) == ("query", "4711", "QUERY")
    assert (event.dns_question_name, event.dns_question_type, event.dns_question_parent) == ("a.example.org", "A", "example.org")
    assert (event.dns_question_length, event.dns_packet, event.dns_response_code, event.dns_truncated) == (13, None, None, None)


def test_answer_gives_code_records_and_addresses() -> None:
    event = packet(head(0x8180, 1, 1) + QUESTION + record(AT_QUESTION, 1, bytes((192, 0, 2, 7))))
    assert (event.dns_type, event.dns_response_code, event.event_outcome) == ("answer", "NOERROR", "success")
    assert event.dns_resolved_ip == ["192.0.2.7"]
    assert event.dns_answers == [{"name": "example.org", "type": "A", "ttl": 300, "data": "192.0.2.7"}]
    assert packet(head(0x8183) + QUESTION).event_outcome == "failure"


def test_message_longer_than_its_copy_is_called_cut() -> None:
    assert packet(head() + QUESTION, dns_bytes=900).dns_truncated is True


def test_message_that_cannot_be_read_keeps_its_bytes() -> None:
    event = packet(b"\1\2\3")
    assert (event.dns_packet, event.event_outcome, event.dns_question_name) == ("010203", "unknown", None)


LONG = "x" * 60 + ".tunnel.example.net"
NAMES = {"one.example.org", "six.example.org", LONG, "tcp.example.org"}


def told(dns: Dns) -> list[Any]:
    """What was told of a process that asked for the names above, in a network of its own."""
    kernel = Kernel("off", dns)
    try:
        words = ["unshare", "--net", sys.executable, "-S", "-c", SERVER]
        done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=20)
        pid = int(done.stdout)
        kernel.wait_for(lambda e: e.event_action == "process.exit" and e.process_scope_pid == pid)
    finally:
        kernel.source.close()
    events: list[Any] = [e for e in kernel.events if e.event_action == "net.dns"]
    others = {e.process_scope_pid for e in events if e.dns_question_name in NAMES}
    assert others == ({pid} if events else set()), "a name server's own side was told too"
    return [e for e in events if e.process_scope_pid == pid]


@pytest.mark.root
def test_questions_and_answers_are_told_by_process_over_udp_and_tcp() -> None:
    events = told("all")
    asked = {e.dns_question_name: e for e in events if e.dns_type == "query"}
    answered = {e.dns_question_name: e for e in events if e.dns_type == "answer"}
    assert set(asked) == set(answered) == NAMES
    assert all(e.dns_resolved_ip == ["192.0.2.9"] and e.destination_port == 53 for e in answered.values())
    assert (answered["six.example.org"].destination_ip, asked["six.example.org"].dns_question_type) == ("::1", "AAAA")
    assert {name: e.network_transport for name, e in asked.items() if e.network_transport == "tcp"} == {"tcp.example.org": "tcp"}
    assert asked[LONG].dns_question_type == "TXT"
    assert [bytes.fromhex(e.dns_packet)[:10] for e in events if e.dns_packet] == [b"no message"]


@pytest.mark.root
def test_answers_alone_hold_their_questions() -> None:
    events = told("answers")
    assert {(e.dns_type, e.dns_question_name) for e in events} == {("answer", name) for name in NAMES}


@pytest.mark.root
def test_dns_can_be_left_out() -> None:
    assert told("off") == []
