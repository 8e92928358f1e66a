from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.files.fanotify import CREATE, MODIFY, ONDIR, Q_OVERFLOW, RENAME
from redshank.host.sensor.files.records import Record, parse
from tests.host.sensor.files.scene import info, key, raw

CREATED = raw(CREATE, 7, info(2, 10, b"shadow"), info(1, 11))
RENAMED = raw(RENAME, 8, info(10, 10, b"a"), info(12, 12, b"b"), info(1, 11))
ITSELF = raw(0x400 | ONDIR, 9, info(2, 10, b"."))


def test_create_has_folder_name_and_child() -> None:
    assert parse(CREATED) == ([Record(CREATE, 7, key(10), b"shadow", key(11))], 0)


def test_rename_has_both_places() -> None:
    assert parse(RENAMED) == ([Record(RENAME, 8, key(12), b"b", key(11), key(10), b"a")], 0)


def test_overflow_has_no_place() -> None:
    assert parse(raw(Q_OVERFLOW, 0)) == ([Record(Q_OVERFLOW, 0)], 0)


def test_records_come_in_order() -> None:
    records, corrupt = parse(CREATED + RENAMED + ITSELF)
    assert [record.pid for record in records] == [7, 8, 9]
    assert corrupt == 0


def test_name_of_a_newer_kernel_s_info_record_is_skipped() -> None:
    unknown = b"\x2a\x00\x08\x00????"
    assert parse(raw(MODIFY, 7, unknown, info(2, 10, b"x"))) == ([Record(MODIFY, 7, key(10), b"x")], 0)


def test_record_with_a_handle_longer_than_itself_is_counted_and_the_next_one_read() -> None:
    bad = bytearray(CREATED)
    bad[24 + 12 : 24 + 16] = (100_000).to_bytes(4, "little")
    records, corrupt = parse(bytes(bad) + RENAMED)
    assert ([record.pid for record in records], corrupt) == ([8], 1)


def test_name_without_its_end_is_counted() -> None:
    body = info(2, 10, b"xyz").replace(b"\0\0\0\0", b"\0\0\0\0")[:-1] + b"!"
    assert parse(raw(MODIFY, 7, body)) == ([], 1)


def test_name_over_255_bytes_is_counted() -> None:
    assert parse(raw(MODIFY, 7, info(2, 10, b"x" * 256))) == ([], 1)


def test_length_of_nothing_ends_the_reading() -> None:
    records, corrupt = parse(CREATED + b"\0" * 24 + CREATED)
    assert (len(records), corrupt) == (1, 1)


def test_other_version_ends_the_reading() -> None:
    assert parse(CREATED[:4] + b"\x04" + CREATED[5:]) == ([], 1)


@given(st.integers(0, len(CREATED + RENAMED)))
def test_cut_bytes_give_the_whole_records_before_the_cut(cut: int) -> None:
    data = CREATED + RENAMED
    records, corrupt = parse(data[:cut])
    whole = [end for end in (len(CREATED), len(data)) if end <= cut]
    assert len(records) == len(whole)
    assert corrupt == (0 if cut in (0, len(CREATED), len(data)) else 1)


@given(st.binary(max_size=400))
def test_any_bytes_are_counted_and_never_raise(data: bytes) -> None:
    records, corrupt = parse(data)
    assert corrupt <= len(data) // 24 + 1
    assert len(records) <= len(data) // 24


@given(st.binary(min_size=1, max_size=4), st.integers(0, len(CREATED + RENAMED) - 4))
def test_flipped_bytes_are_counted_and_never_raise(flip: bytes, at: int) -> None:
    data = bytearray(CREATED + RENAMED + ITSELF)
    data[at : at + len(flip)] = flip
    records, corrupt = parse(bytes(data))
    assert len(records) + corrupt >= 1
    assert all(len(record.name) <= 255 for record in records)


NAMES = st.binary(min_size=1, max_size=255).filter(lambda name: 0 not in name)


@given(st.lists(st.tuples(st.integers(0, 2**63), st.integers(0, 2**22), NAMES), max_size=8))
def test_what_the_kernel_writes_is_read_back(made: list[tuple[int, int, bytes]]) -> None:
    data = b"".join(raw(mask, pid, info(2, pid, name), info(1, pid + 1)) for mask, pid, name in made)
    assert parse(data) == ([Record(mask, pid, key(pid), name, key(pid + 1)) for mask, pid, name in made], 0)
