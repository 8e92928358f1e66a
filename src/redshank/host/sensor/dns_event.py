"""The copy of a DNS message in a kernel record becomes the fields of its event."""

from typing import Any

from redshank.core.errors import InputError
from redshank.host.sensor.dns import Message, parse

_ADDRESSES = ("A", "AAAA")


def fill(event: Any) -> None:
    """Question, answers and outcome from the packet, which then goes; one that cannot be read stays as it came."""
    data = bytes.fromhex(event.dns_packet or "")[: event.dns_copied]
    event.dns_packet = None
    try:
        message = parse(data)
    except InputError:
        event.dns_packet = data.hex()
        event.event_outcome = "unknown"
        return
    event.dns_type = "answer" if message.is_answer else "query"
    event.dns_id = str(message.number)
    event.dns_op_code = message.operation
    event.dns_truncated = True if message.truncated or event.dns_copied < event.dns_bytes else None
    _question(event, message)
    if message.is_answer:
        _answer(event, message)


def _question(event: Any, message: Message) -> None:
    name = message.question
    event.dns_question_name, event.dns_question_type = name or None, message.kind or None
    event.dns_question_length = len(name)
    event.dns_question_parent = ".".join(name.rsplit(".", 2)[-2:]) or None


def _answer(event: Any, message: Message) -> None:
    event.dns_response_code = message.code
    event.event_outcome = "success" if message.code == "NOERROR" else "failure"
    event.dns_answers = [{"name": a.name, "type": a.kind, "ttl": a.ttl, "data": a.data} for a in message.answers] or None
    event.dns_resolved_ip = [a.data for a in message.answers if a.kind in _ADDRESSES] or None
