import pytest

from redshank.core.errors import InputError
from redshank.server.detect.snapshot import pack, unpack


def test_state_comes_back_as_it_was():
    state = {"version": 1, "repeats": [[["rule", "h"], "id", 5, 2]], "correlation": {"watermark": 1 << 62, "correlations": {}}}
    assert unpack(pack(state)) == state


@pytest.mark.parametrize("data", [b"", b"no zstd", pack({"a": 1})[:-3]])
def test_bytes_of_nothing_are_refused(data):
    with pytest.raises(InputError) as raised:
        unpack(data)
    assert raised.value.kind == "snapshot"
