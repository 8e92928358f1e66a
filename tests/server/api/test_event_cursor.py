import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.core.errors import InputError
from redshank.server.api.event_cursor import after_cursor, cursor_of


@given(st.integers(0, (1 << 63) - 1), st.text(max_size=60))
def test_cursor_gives_back_what_was_put_in(timestamp: int, event_id: str) -> None:
    assert after_cursor(cursor_of(timestamp, event_id)) == (timestamp, event_id)


def test_first_page_has_none() -> None:
    assert after_cursor(None) is None


@pytest.mark.parametrize("text", ["", "!", "AAAA", "x" * 1000, base64.urlsafe_b64encode(b'["a",1]').decode(), "é"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(InputError) as error:
        after_cursor(text)
    assert error.value.kind == "cursor"


@given(st.text(max_size=300))
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    with suppress(InputError):
        after_cursor(text)
