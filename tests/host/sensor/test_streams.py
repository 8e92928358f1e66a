import re
from pathlib import Path

from redshank.host.sensor import programs
from redshank.host.sensor.streams import STREAMS, stream_name


def test_codes_have_words_and_an_unknown_one_is_other() -> None:
    assert [stream_name(code) for code in (0, 3, 99, None)] == ["closed", "socket", "other", None]


def test_words_are_as_many_as_the_kernel_sides_codes() -> None:
    text = (Path(programs.OBJECT).parent / "stream.bpf.h").read_text()
    codes = re.search(r"enum stream \{([^}]*)\}", text)
    assert codes and len(codes[1].split(",")) == len(STREAMS)
