from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.logins.lines import LineBuffer


@given(st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"")), max_size=20), st.lists(st.integers(1, 30), max_size=30))
def test_lines_come_out_whole_however_the_bytes_are_cut(lines: list[bytes], cuts: list[int]) -> None:
    data, buffer, got = b"".join(line + b"\n" for line in lines), LineBuffer(), list[bytes]()
    for size in cuts:
        got += buffer.add(data[:size])
        data = data[size:]
    assert got + buffer.add(data) == lines
    assert buffer.finish() == []


@given(st.lists(st.integers(0, 50), max_size=10), st.integers(1, 60))
def test_no_line_is_longer_than_the_bound_and_each_cut_is_counted(sizes: list[int], step: int) -> None:
    data, buffer, got = b"".join(b"x" * size + b"\n" for size in sizes), LineBuffer(most_bytes=10), list[bytes]()
    for place in range(0, len(data), step):
        got += buffer.add(data[place : place + step])
    assert [len(line) for line in got] == [min(size, 10) for size in sizes]
    assert buffer.cut == sum(size > 10 for size in sizes)


def test_line_without_an_end_does_not_grow_without_bound() -> None:
    buffer = LineBuffer(most_bytes=100)
    got = [line for _ in range(1000) for line in buffer.add(b"x" * 64)]
    assert got == [b"x" * 100]
    assert len(buffer._rest) <= 100
    assert buffer.add(b"\nnext\n") == [b"next"]


def test_unfinished_line_is_given_at_the_end() -> None:
    buffer = LineBuffer()
    assert buffer.add(b"one\ntw") == [b"one"]
    assert buffer.finish() == [b"tw"]
