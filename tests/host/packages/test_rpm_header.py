from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.core.errors import InputError
from redshank.host.packages.rpm_header import parse_header
from tests.host.packages.rpm_fixture import header


def test_package_with_its_files() -> None:
    package = parse_header(header(t1003=[3]))
    assert (package.name, package.version, package.algorithm) == ("tool", "3:1-2", "sha256")
    assert package.paths() == [b"/usr/bin/tool", b"/etc/tool.conf"]
    assert package.digests == [b"a" * 64, b"b" * 64] and package.flags == (0, 17)


def test_digests_of_a_kind_we_do_not_compute_are_of_no_algorithm() -> None:
    assert parse_header(header(t5011=[10])).algorithm == ""


@given(st.data())
def test_damaged_header_is_refused_or_read_never_more(data: st.DataObject) -> None:
    blob = bytearray(header())
    for _ in range(data.draw(st.integers(1, 6))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    with suppress(InputError):
        parse_header(bytes(blob[: data.draw(st.integers(0, len(blob)))])).paths()


def test_lengths_that_make_no_sense_are_refused() -> None:
    for blob in (b"", b"\xff" * 16, header()[:-1]):
        with pytest.raises(InputError):
            parse_header(blob)
