import asyncio

import pytest

from redshank.server.ingest import body
from redshank.server.ingest.body import Intake, read_body
from redshank.server.ingest.verify import RequestError


def read(parts, length=None, limit=1000, intake=None, wait_s=0.0):
    async def chunks():
        for part in parts:
            await asyncio.sleep(wait_s)
            yield part

    return asyncio.run(read_body(chunks(), length, intake or Intake(), limit))


def refused(*arguments, **more):
    with pytest.raises(RequestError) as raised:
        read(*arguments, **more)
    return raised.value.kind, raised.value.status


def test_body_comes_in_pieces():
    assert read([b"ab", b"", b"c"], "3") == b"abc"


def test_length_over_the_limit_is_refused_before_anything_is_read():
    assert refused([b"never asked for"], "1001") == ("too_large", 413)


@pytest.mark.parametrize("length", ["", "-1", "1e3", "٣", "9" * 5000])
def test_length_that_is_no_number_is_refused(length):
    assert refused([b"x"], length) == ("too_large", 413)


def test_body_without_a_length_is_counted():
    intake = Intake()
    assert refused([b"x" * 400] * 3, None, 1000, intake) == ("too_large", 413)
    assert intake.open_bytes == 0


def test_too_many_bytes_at_once_are_asked_to_come_later():
    intake = Intake(open_bytes=body.MAX_OPEN_BYTES)
    assert refused([b"x"], None, 1000, intake) == ("overloaded", 503)
    assert intake.open_bytes == body.MAX_OPEN_BYTES


def test_bytes_are_counted_until_the_caller_gives_them_back():
    intake = Intake()
    read([b"abc"], None, 1000, intake)
    assert intake.open_bytes == 3


def test_body_that_trickles_is_cut(monkeypatch):
    monkeypatch.setattr(body, "GRACE_S", 0.05)
    intake = Intake()
    assert refused([b"x"] * 1000, None, 2000, intake, wait_s=0.02) == ("too_slow", 408)
    assert intake.open_bytes == 0


def test_slow_but_steady_body_is_taken(monkeypatch):
    monkeypatch.setattr(body, "GRACE_S", 0.05)
    monkeypatch.setattr(body, "SLOWEST_BYTES_S", 10)
    assert len(read([b"x" * 100] * 4, None, 1000, wait_s=0.03)) == 400
