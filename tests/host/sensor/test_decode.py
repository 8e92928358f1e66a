import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.core.errors import InputError
from redshank.events._generated.records import HEADER_BYTES, RECORDS
from redshank.events.codec import from_json, to_flat, to_json
from redshank.host.sensor.decode import arguments, decode, hexadecimal, path, text
from tests.generated import build

NAMES = st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=20)


def leaf_first(*parts: str) -> bytes:
    return b"".join(part.encode() + b"\0" for part in reversed(parts))


def exec_record(**fields: object) -> bytes:
    tails = (b"pts3\0", leaf_first("usr", "bin", "id"), leaf_first("root"), b"id\0-u\0", b"", b"")
    return build.record_process_exec(*tails, **fields)


def test_exec_record_becomes_an_event_with_all_its_facts() -> None:
    record = decode(
        exec_record(time=5, start=3, sequence=9, process_pid=7, comm=b"id", user_audit_id=1000, args_length=6, executable_links=1), 1_000
    )
    event = record.event
    assert (record.sequence, record.start, event.timestamp, event.process_start) == (9, 3, 1_005, 1_003)
    assert (event.event_action, event.process_pid, event.user_audit_id) == ("process.exec", 7, 1000)
    assert event.process_executable == "/usr/bin/id" and event.process_name == "id"
    assert event.process_args == ["id", "-u"] and event.process_command_line == "id -u"
    assert event.process_working_directory == "/root" and event.process_tty_name == "pts/3"


def test_unset_login_user_and_session_are_absent() -> None:
    event = decode(exec_record(user_audit_id=0xFFFFFFFF, session_id=0xFFFFFFFF), 0).event
    assert event.user_audit_id is None and event.session_id is None


def test_connect_seen_before_the_call_has_no_result() -> None:
    data = build.record_net_connect(flags=4, destination_ip=bytes(10) + b"\xff\xff\xc6\x33\x64\x07", destination_port=22)
    event = decode(data, 0).event
    assert getattr(event, "destination_ip", None) == "198.51.100.7"
    assert getattr(event, "result", 1) is None and event.event_outcome is None


def test_refused_connect_is_a_failure_and_one_in_progress_unknown() -> None:
    assert decode(build.record_net_connect(result=-111), 0).event.event_outcome == "failure"
    assert decode(build.record_net_connect(result=-115), 0).event.event_outcome == "unknown"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "short"),
        (bytes(HEADER_BYTES - 1), "short"),
        (struct.pack("<H", 999) + bytes(HEADER_BYTES), "unknown_type"),
        (exec_record(length=5), "length"),
        (exec_record()[:-3], "length"),
    ],
)
def test_bad_record_is_refused_by_kind(data: bytes, kind: str) -> None:
    with pytest.raises(InputError) as error:
        decode(data, 0)
    assert error.value.kind == kind


def test_string_that_reaches_past_the_record_is_refused() -> None:
    data = bytearray(exec_record())
    at = RECORDS[1].fixed.size
    data[at : at + 2] = b"\xff\x7f"
    with pytest.raises(InputError) as error:
        decode(bytes(data), 0)
    assert error.value.kind == "tail"


@given(st.binary(max_size=400))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        decode(data, 0)  # no random bytes carry their own length and type right


@given(st.sampled_from(sorted(RECORDS)), st.binary(max_size=300), st.integers(0, 400), st.integers(0, 255))
def test_damaged_record_never_raises_anything_else(number: int, tail: bytes, at: int, value: int) -> None:
    fixed = RECORDS[number].fixed.size
    data = bytearray(struct.pack("<HHI", number, 0, fixed + len(tail)) + bytes(fixed - 8) + tail)
    data[at % len(data)] = value
    try:
        decode(bytes(data), 0)
    except InputError as error:
        assert error.kind in ("short", "unknown_type", "length", "tail")


@given(st.lists(NAMES, min_size=1, max_size=10))
def test_path_is_the_inverse_of_leaf_first(parts: list[str]) -> None:
    assert path(leaf_first(*parts)) == "/" + "/".join(parts)


def test_root_and_no_path_differ() -> None:
    assert path(b"\0") == "/" and path(b"") == ""


def test_path_too_deep_says_that_its_beginning_is_unknown() -> None:
    assert path(leaf_first(*["d"] * 48)).startswith("…/d/")


@given(st.lists(NAMES | st.just(""), min_size=1, max_size=8))
def test_arguments_keep_empty_ones(args: list[str]) -> None:
    assert arguments(b"".join(a.encode() + b"\0" for a in args)) == args


def test_bytes_that_are_no_text_become_escapes() -> None:
    assert text(b"\xff\xfea\0") == "\\xff\\xfea"


def test_bytes_that_are_no_text_come_as_hexadecimal_and_flags_say_how_it_was_asked() -> None:
    record = build.record_net_raw(b"\x28\x00\xff", flags=0x108, network_family=17, socket_operation_number=1)
    event = decode(record, 0).event
    assert getattr(event, "socket_filter", "") == "2800ff" == hexadecimal(b"\x28\x00\xff")
    assert (getattr(event, "via", ""), getattr(event, "arg_source", "")) == ("io_uring", "user")


@given(st.binary(max_size=126), st.integers(0, 700), st.integers(0, 700))
def test_hostile_dns_record_becomes_an_event(packet: bytes, copied: int, length: int) -> None:
    event = decode(build.record_net_dns(packet.ljust(126, b"\0"), dns_copied=copied, dns_bytes=length), 0).event
    assert event.event_action == "net.dns"
    assert bytes.fromhex(getattr(event, "dns_packet", None) or "") == b"" or getattr(event, "dns_type", None) is None


def test_names_that_are_no_text_do_not_have_the_event_refused() -> None:
    folder, name = b"\xfe" * 200 + b"\0", b"\xff" * 200 + b"\0"
    event = decode(build.record_process_exec(b"pts3\0", name + folder * 8, folder, b"\xff\0", b"", b"", comm=b"\xff" * 15), 0).event
    assert from_json(to_json(to_flat(event))).process_thread_name == event.process_thread_name
