import bz2
import gzip
import io
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.cli.recording import open_recording
from redshank.cli.unpacking import Unpacked
from redshank.core.errors import ConfigError

PACKERS: list[Callable[[bytes], bytes]] = [gzip.compress, bz2.compress, lzma.compress, bytes]
TEXT = b"type=SYSCALL msg=audit(1764000000.123:4): arch=c000003e\n" * 500


def whole(stream: Unpacked, size: int = 1000) -> bytes:
    return b"".join(iter(lambda: stream.read(size), b""))


@pytest.mark.parametrize("pack", PACKERS)
def test_content_comes_out_as_it_was(pack: Callable[[bytes], bytes]) -> None:
    stream = Unpacked(io.BytesIO(pack(TEXT)))
    assert whole(stream) == TEXT
    assert (stream.is_packed, stream.damage) == (pack is not bytes, "")
    stream.close()


@pytest.mark.parametrize("pack", PACKERS)
def test_recording_is_told_by_what_is_in_it(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "audit.log.1"
    file.write_bytes(pack(TEXT))
    with open_recording(str(file)) as recording:
        assert recording.form == "audit"
        assert b"".join(recording.chunks()) == TEXT


@pytest.mark.parametrize("pack", PACKERS[:3])
def test_cut_file_ends_with_a_word_about_it(pack: Callable[[bytes], bytes]) -> None:
    stream = Unpacked(io.BytesIO(pack(TEXT)[:-12]))
    assert TEXT.startswith(whole(stream))
    assert stream.damage


def test_file_that_only_begins_as_one_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(b"\x1f\x8bgarbage")
    with pytest.raises(ConfigError, match=r"x\.gz cannot be unpacked"):
        open_recording(str(tmp_path / "x.gz"))


@given(st.sampled_from([b"", b"\x1f\x8b\x08", b"\xfd7zXZ\0", b"BZh9"]), st.binary(max_size=200))
def test_no_bytes_make_it_fail(magic: bytes, data: bytes) -> None:
    stream = Unpacked(io.BytesIO(magic + data))
    assert stream.is_packed or whole(stream) == magic + data
    whole(stream)
