from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.cli.recording import form_of, numbered_lines, open_recording
from redshank.core.errors import ConfigError
from redshank.events.codec import MAX_LINE_BYTES, to_flat, to_json
from tests.generated import build

EXEC = to_json(to_flat(build.process_exec())) + b"\n"


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (EXEC, "events"),
        (b"\xef\xbb\xbf" + EXEC, "events"),
        (b"garbage\n\n  " + EXEC, "events"),
        (b"type=SYSCALL msg=audit(1764000000.123:4): arch=c000003e\n", "audit"),
        (b"node=web-03 type=USER_LOGIN msg=audit(1764000000.123:4): pid=1\n", "audit"),
        (b"type=UNKNOWN[1334] msg=audit(1764000000.123:4): x\n", "audit"),
        (b"", "empty"),
        (b"\n \n", "empty"),
    ],
)
def test_form_is_told_by_content(head: bytes, form: str) -> None:
    assert form_of(head, "x") == form


@pytest.mark.parametrize(("head", "words"), [(b"\x28\xb5\x2f\xfd", "zstd"), (b"root:x:0:0\n", "neither")])
def test_file_of_another_form_is_refused_in_one_line(head: bytes, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        form_of(head, "x")


def test_missing_file_and_folder_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot read .*nothing: No such file"):
        open_recording(str(tmp_path / "nothing"))
    with pytest.raises(ConfigError, match="Is a directory"):
        open_recording(str(tmp_path))


def test_endless_line_is_refused_and_takes_bounded_memory() -> None:
    chunks = [b"x" * MAX_LINE_BYTES] * 3 + [b"\n", EXEC]
    lines = [line for batch in numbered_lines(chunks, MAX_LINE_BYTES) for line in batch]
    assert [(number, len(line)) for number, line in lines] == [(1, MAX_LINE_BYTES + 1), (2, len(EXEC) - 1)]


@given(st.lists(st.binary(max_size=6).map(lambda b: b.replace(b"\n", b"")), max_size=8), st.lists(st.integers(0, 60), max_size=6))
def test_lines_are_the_same_however_the_bytes_are_cut(lines: list[bytes], cuts: list[int]) -> None:
    whole = b"\n".join(lines)
    edges = [0, *sorted(cuts), len(whole)]
    chunks = [whole[a:b] for a, b in pairwise(edges)]
    got = [line for batch in numbered_lines(chunks, MAX_LINE_BYTES) for line in batch]
    want = [(number, line) for number, line in enumerate(whole.split(b"\n"), 1)]
    assert got == (want if want[-1][1] else want[:-1])
