import tracemalloc

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from redshank.core.errors import InputError
from redshank.server.ingest.inflate import inflate

GIB = 1 << 30


def bomb(size):
    """A frame of `size` zeros, made without ever holding them."""
    made = zstandard.ZstdCompressor(level=3).compressobj()
    parts = [made.compress(bytes(1 << 20)) for _ in range(size >> 20)]
    return b"".join([*parts, made.flush()])


@given(st.binary(max_size=5000))
def test_what_was_compressed_comes_out(data):
    assert inflate(zstandard.compress(data)) == data


def test_bomb_of_a_gibibyte_is_refused_and_costs_no_memory():
    frame = bomb(GIB)
    tracemalloc.start()
    with pytest.raises(InputError, match="times its size") as raised:
        inflate(frame)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert raised.value.kind == "too_large"
    assert peak < 16 << 20


def test_frame_over_the_limit_is_refused_whatever_it_says_of_itself():
    frame = zstandard.ZstdCompressor(level=1, write_content_size=False).compress(bytes(range(256)) * 2000)
    with pytest.raises(InputError) as raised:
        inflate(frame, 100_000)
    assert raised.value.kind == "over_limit"


def test_frame_that_lies_about_its_size_is_read_as_it_is():
    data = b"events" * 100
    frame = bytearray(zstandard.compress(data))
    assert frame[4] & 0xC0 == 0x40, "a two-byte content size follows"
    frame[5:7] = (0xFFFF - 256).to_bytes(2, "little")
    with pytest.raises(InputError) as raised:
        inflate(bytes(frame))
    assert raised.value.kind == "corrupt"


def test_few_equal_events_compress_far_over_the_ratio_and_are_taken():
    data = b"a" * (1 << 20)
    assert inflate(zstandard.compress(data)) == data


def test_window_beyond_what_a_reader_must_keep_is_refused():
    parameters = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    made = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    frame = made.compress(bytes(1000)) + made.flush()
    with pytest.raises(InputError) as raised:
        inflate(frame)
    assert raised.value.kind == "corrupt"


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read_but_never_break(data):
    try:
        inflate(data)
    except InputError as error:
        assert error.kind in ("corrupt", "too_large", "over_limit")
