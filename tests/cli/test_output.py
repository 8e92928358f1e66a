import io
import json

import pytest

from redshank.cli.output import Output, json_line, open_output
from redshank.core.errors import HostError


class Pipe(io.StringIO):
    """A stream that counts its flushes."""

    flushes = 0

    def flush(self) -> None:
        self.flushes += 1


def test_batch_is_flushed_once_and_an_empty_one_not_at_all() -> None:
    stream = Pipe()
    Output(stream).write([])
    assert stream.flushes == 0
    Output(stream).write(["a", "b"])
    assert (stream.flushes, stream.getvalue()) == (1, "a\nb\n")


def test_closed_standard_output_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    with pytest.raises(HostError, match="standard output is closed"):
        open_output("text", {})


def test_json_goes_out_as_utf_8_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="latin-1"))
    open_output("json", {}).write([json_line({"process.name": "\u4e2d"})])
    assert json.loads(raw.getvalue().decode())["process.name"] == "\u4e2d"


def test_text_goes_out_in_a_poor_locale_with_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    open_output("text", {}).write(["\u4e2d (4242)"])
    assert b"\\u4e2d (4242)" in raw.getvalue()
