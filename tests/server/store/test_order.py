from hypothesis import given
from hypothesis import strategies as st

from redshank.server.store.order import key_after, parts


@given(st.text("ab2", min_size=1, max_size=5), st.text("0f", min_size=1, max_size=5), st.integers(0, (1 << 63) - 1))
def test_id_of_agent_epoch_and_sequence_comes_apart_again(agent: str, epoch: str, number: int) -> None:
    assert parts(f"{agent}-{epoch}-{number}") in ((agent, epoch, number), None)
    assert parts(f"{agent}-{'0' * 32}-{number}") == (agent, "0" * 32, number)


@given(st.text(max_size=20))
def test_any_text_has_a_place_in_the_order(text: str) -> None:
    assert [key_after(1, text)[0], key_after(2, text)[0]] == [1, 2]


def test_number_with_a_leading_zero_is_no_sequence() -> None:
    assert parts(f"a-{'0' * 32}-007") is None
