import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.hashing import digest as module
from redshank.host.hashing.digest import Digest, digest


@contextmanager
def holding(folder: Path, data: bytes) -> Iterator[int]:
    (folder / "f").write_bytes(data)
    fd = os.open(folder / "f", os.O_RDONLY)
    yield fd
    os.close(fd)


@given(st.binary(max_size=2_000))
def test_digest_is_the_one_of_the_whole_content(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    with holding(tmp_path_factory.getbasetemp(), data) as fd:
        found = digest(fd, md5=True)
    assert found == Digest(hashlib.sha256(data).hexdigest(), hashlib.md5(data).hexdigest())


def test_only_small_contents_are_given_back(tmp_path: Path) -> None:
    with holding(tmp_path, b"12345") as fd:
        assert digest(fd, keep=5).text == b"12345"
    with holding(tmp_path, b"12345") as fd:
        assert digest(fd, keep=4).text is None


def test_large_file_is_hashed_in_part_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 8)
    monkeypatch.setattr(module, "HEAD_BYTES", 4)
    with holding(tmp_path, b"123456789") as fd:
        assert digest(fd) == Digest(head=hashlib.sha256(b"1234").hexdigest())


def test_file_with_holes_costs_no_more_than_the_bound(tmp_path: Path) -> None:
    with (tmp_path / "f").open("wb") as file:
        file.truncate(1 << 40)
    fd = os.open(tmp_path / "f", os.O_RDONLY)
    assert digest(fd).head == hashlib.sha256(bytes(module.HEAD_BYTES)).hexdigest() and os.lseek(fd, 0, os.SEEK_CUR) == module.HEAD_BYTES
    os.close(fd)


def test_file_that_grows_past_the_bound_has_no_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 4)
    monkeypatch.setattr(module, "PIECE_BYTES", 2)
    real = os.read
    with holding(tmp_path, b"1234") as fd:

        def read(file: int, most: int) -> bytes:
            os.truncate(tmp_path / "f", 100)
            return real(file, most)

        monkeypatch.setattr(os, "read", read)
        assert digest(fd) == Digest()
