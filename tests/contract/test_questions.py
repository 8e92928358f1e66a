"""The engine answers any question as the store in memory does."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from redshank.server.store.clickhouse import ClickHouseStore, open_embedded
from redshank.server.store.event_store import Batch
from redshank.server.store.memory import MemoryStore
from tests.contract import questions
from tests.contract.test_event_store import clock


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[MemoryStore, ClickHouseStore]]:
    memory, engine = MemoryStore(clock()), open_embedded(tmp_path_factory.mktemp("both"), clock())
    blocks = questions.BLOCKS
    for position, start in enumerate(range(0, len(blocks), 3), 1):
        for one in (memory, engine):
            one.append(Batch(position, tuple(blocks[start : start + 3])))
    yield memory, engine
    engine.close()


@settings(max_examples=150)
@given(questions.QUERIES)
def test_engine_answers_every_question_as_the_memory_store_does(both, query):
    memory, engine = both
    answers = [[(row.position, row.first_seq, questions.text_of(row.event)) for row in one.query(query)] for one in (memory, engine)]
    if query.order == "position":  # what shares position and sequence has no order of its own
        answers = [sorted(answer) for answer in answers]
    assert answers[0] == answers[1]
