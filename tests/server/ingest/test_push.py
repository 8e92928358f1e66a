import msgspec
import pytest

from redshank.server.ingest import push as pushing
from redshank.server.ingest.disk import STEPS, DiskLadder
from redshank.server.ingest.push import read_push, unpack
from redshank.server.ingest.registry import KnownAgent
from redshank.server.ingest.tally import Tally
from redshank.server.ingest.verify import RequestError
from redshank.wire.messages import FORMAT, MAX_BLOCKS, Push
from tests.server.ingest.sending import EPOCH, block, execs, packed, raw_block
from tests.server.ingest.test_inflate import bomb

AGENT = KnownAgent("a" * 26, "h-1", "web-03", b"k" * 32)
OTHER = "b" * 26


def unpacked(*blocks, step=None):
    ladder, tally = DiskLadder(lambda: 1.0), Tally()
    if step is not None:
        ladder.step = step
    found = unpack(Push(FORMAT, EPOCH, list(blocks)), AGENT, ladder, tally)
    return found, tally.totals()


def test_blocks_come_out_as_they_can_be_stored():
    found, counted = unpacked(block(1, 1, execs(2)), block(2, 3, execs(1), previous=0))
    assert [(one.block.lane, one.block.first_seq, one.block.size, one.previous) for one in found.incoming] == [(1, 1, 2, 0), (2, 3, 1, 0)]
    assert (found.refused, counted) == ([], {})


def test_wrong_ids_in_the_body_are_of_no_consequence():
    found, _ = unpacked(block(1, 1, execs(1, agent_id=OTHER, host_id="h-other")))
    (event,) = found.incoming[0].block.events
    assert (event.agent_id, event.host_id) == (AGENT.agent_id, "h-1")


def test_block_that_cannot_be_read_costs_only_itself():
    found, counted = unpacked(raw_block(b"no zstd"), raw_block(bomb(1 << 27), 1, 2), block(1, 3, execs(1)))
    assert [(one.first_seq, one.kind) for one in found.refused] == [(1, "corrupt"), (2, "too_large")]
    assert [one.block.first_seq for one in found.incoming] == [3]
    assert counted == {"block.corrupt": 1, "block.too_large": 1}


def test_block_that_only_finds_no_room_left_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(pushing, "MAX_INFLATED_BYTES", 3000)
    large = execs(5, process_command_line="x" * 300)
    found, _ = unpacked(block(1, 1, execs(2)), block(1, 3, large), block(1, 8, execs(1)), block(2, 9, execs(1)))
    assert [(one.block.lane, one.block.first_seq) for one in found.incoming] == [(1, 1), (2, 9)]
    assert [(one.first_seq, one.kind) for one in found.refused] == [(3, "overloaded"), (8, "overloaded")]


def test_block_that_is_too_large_by_itself_is_refused_for_good(monkeypatch):
    monkeypatch.setattr(pushing, "MAX_INFLATED_BYTES", 1000)
    found, _ = unpacked(block(1, 1, execs(5, process_command_line="x" * 300)))
    assert [one.kind for one in found.refused] == ["too_large"]


@pytest.mark.parametrize(("step", "taken"), [(STEPS[3], [0, 1, 2, 3]), (STEPS[2], [0, 1, 2]), (STEPS[1], [0, 1]), (STEPS[0], [])])
def test_full_disk_refuses_the_bulk_first(step, taken):
    found, _ = unpacked(*(block(lane, lane + 1, execs(1), previous=0) for lane in range(4)), step=step)
    assert [one.block.lane for one in found.incoming] == taken
    assert {one.kind for one in found.refused} <= {"disk_full"}
    assert len(found.incoming) + len(found.refused) == 4


def test_wrong_events_are_counted_by_kind_with_a_sample():
    good = msgspec.msgpack.decode(msgspec.msgpack.encode(execs(1)))
    found, counted = unpacked(block(1, 1, [*good, {"event.action": "no.such"}, 7]))
    assert len(found.incoming[0].block.events) == 1
    assert counted == {"event.unknown_type": 2}


def one_block(**wrong):
    return {"lane": 1, "first_seq": 1, "count": 1, "previous": 0, "data": b""} | wrong


def of_blocks(*blocks):
    return msgspec.msgpack.encode({"format": 1, "epoch": EPOCH, "blocks": list(blocks)})


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xc1",
        msgspec.msgpack.encode({"format": 1}),
        msgspec.msgpack.encode({"format": 1, "epoch": "../etc", "blocks": []}),
        msgspec.msgpack.encode({"format": 1, "epoch": EPOCH, "blocks": []}),
        msgspec.msgpack.encode(Push(FORMAT, EPOCH, [block(1, 1, execs(1))] * (MAX_BLOCKS + 1))),
        of_blocks(one_block(lane=9)),
        of_blocks(one_block(first_seq=2**64 - 1)),
        b"\x91" * 100_000,
    ],
    ids=["empty", "never used", "no epoch", "path as epoch", "no blocks", "too many blocks", "unknown lane", "huge number", "deep"],
)
def test_body_that_is_no_push_is_refused_whole(message):
    with pytest.raises(RequestError) as raised:
        read_push(message, AGENT.agent_id)
    assert (raised.value.kind, raised.value.status) == ("malformed", 400)


def test_format_of_another_time_is_refused():
    with pytest.raises(RequestError) as raised:
        read_push(msgspec.msgpack.encode(Push(99, EPOCH, [block(1, 1, execs(1))])), AGENT.agent_id)
    assert raised.value.kind == "format"


def test_digest_is_of_the_bytes_on_the_wire():
    one, other = (unpacked(raw_block(packed(execs(1, process_name=name))))[0].incoming[0] for name in ("a", "b"))
    assert one.digest != other.digest
    assert len(one.digest) == 32
