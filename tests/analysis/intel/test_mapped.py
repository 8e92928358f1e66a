import os
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.intel.mapped import HEAD, open_mapped, write
from redshank.core.errors import InputError


@given(st.lists(st.integers(0, 2**64 - 1)), st.lists(st.integers(0, 2**16 - 1)))
def test_columns_come_back_as_they_were_written(tmp_path_factory, wide, narrow):
    path = tmp_path_factory.mktemp("x") / "store"
    write(path, {"narrow": array("H", narrow), "wide": array("Q", wide)}, {"a": [1]})
    found = open_mapped(path)
    assert (list(found.columns["wide"]), list(found.columns["narrow"]), found.notes) == (wide, narrow, {"a": [1]})
    assert found.size_bytes == path.stat().st_size
    assert sorted(path.parent.iterdir()) == [path]


@pytest.fixture
def path(tmp_path):
    write(tmp_path / "store", {"a": array("I", range(100))}, {})
    return tmp_path / "store"


@pytest.mark.parametrize("at", [0, 9, 13, 40, HEAD.size + 3, -1])
def test_file_with_one_byte_changed_is_refused_in_one_line(path, at):
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)
    with pytest.raises(InputError, match=r"store: .*: it is made anew by `redshank intel refresh`") as error:
        open_mapped(path)
    assert error.value.kind == "intel_store"


@pytest.mark.parametrize("size", [0, 10, HEAD.size, 200])
def test_file_that_is_cut_is_refused(path, size):
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(InputError, match="is cut"):
        open_mapped(path)


def test_pipe_in_the_place_of_the_file_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "store")
    with pytest.raises(InputError, match="is cut"):
        open_mapped(tmp_path / "store")


def test_failed_write_leaves_the_old_file_and_nothing_beside_it(path):
    before = path.read_bytes()
    with pytest.raises(TypeError):
        write(path, {"a": array("I", [7])}, {"x": object()})
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
