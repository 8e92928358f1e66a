from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.server.store import packing
from tests.generated import build

TEXTS = st.text("a \0\1", max_size=5)
LISTS = st.lists(TEXTS, max_size=3)
EPOCH = "0" * 32


@given(TEXTS | st.none())
def test_text_comes_back(text):
    assert packing.text_out(packing.text_in(text) or "") == text


@given(TEXTS, TEXTS)
def test_stored_texts_have_the_order_of_the_texts(one, other):
    stored = [packing.text_in(text) or "" for text in (one, other)]
    assert (stored[0] < stored[1]) == (one < other)


@given(LISTS | st.none())
def test_list_comes_back(texts):
    assert packing.list_out(packing.list_in(texts)) == texts


ROW = st.fixed_dictionaries(
    {
        "event_id": st.just(""), "timestamp": st.integers(0, 9), "event_created": st.none() | st.integers(0, 9),
        "process_pid": st.none() | st.integers(0, 9), "process_scope_pid": st.none() | st.integers(0, 9),
        "process_thread_id": st.none() | st.integers(0, 9), "process_args": st.none() | LISTS, "process_command_line": st.none() | TEXTS,
    }
)  # fmt: skip


@given(st.lists(ROW, min_size=1, max_size=4))
def test_fields_that_follow_from_others_come_back(rows):
    values: dict[str, Sequence[Any]] = {name: [row[name] for row in rows] for name in rows[0]}
    columns: dict[str, Sequence[Any]] = dict(packing.pack(values))
    columns |= {name: [None] * len(rows) for name in ("agent_id", "block_epoch", "event_sequence")}
    packing.unpack(columns)
    del values["event_id"]
    assert {name: list(columns[name]) for name in values} == values


def test_usual_command_is_stored_once_with_its_arguments_apart_by_nul():
    values: dict[str, Sequence[Any]] = {"process_args": [["sh", "-c", "id -u"]], "process_command_line": ["sh -c id -u"]}
    numbers = ("event_id", "timestamp", "event_created", "process_pid", "process_scope_pid", "process_thread_id")
    packed = packing.pack(values | {name: [None] for name in numbers})
    assert (packed["process_argv"], packed["process_args_apart"]) == (("sh\0-c\0id -u",), ([],))


@pytest.mark.parametrize(
    ("fields", "stored"),
    [
        ({"event_id": f"a-{EPOCH}-7", "agent_id": "a", "event_sequence": 7}, ""),
        ({"event_id": f"a-{EPOCH}-8", "agent_id": "a", "event_sequence": 7}, f"a-{EPOCH}-8"),
        ({"event_id": None, "agent_id": "a", "event_sequence": 7}, packing.ABSENT),
        ({"event_id": None, "agent_id": None, "event_sequence": 7}, ""),
        ({"event_id": "", "agent_id": "a", "event_sequence": 7}, "\0"),
    ],
)
def test_id_is_stored_only_where_it_does_not_follow(fields, stored):
    assert packing.id_apart(build.process_exec(**fields), EPOCH) == stored


def test_id_with_an_epoch_that_cannot_be_told_apart_is_stored():
    event = build.process_exec(event_id="a-x-y-7", agent_id="a", event_sequence=7)
    assert packing.id_apart(event, "x-y") == "a-x-y-7"
