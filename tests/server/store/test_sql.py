from hypothesis import given
from hypothesis import strategies as st

from redshank.server.store import sql
from redshank.server.store.conditions import checked
from redshank.server.store.event_store import Condition, EventRef, Query

FIELDS = st.sampled_from(["process.executable", "process.args", "event.id", "process.ancestors", "message"])


@given(FIELDS, st.sampled_from(["=", "!=", "contains", "prefix"]), st.text("'\"\\;-ABC{}%_\0", min_size=6, max_size=12))
def test_no_value_becomes_part_of_a_statement(field, operator, value):
    statement, values = sql.select(checked(Query((Condition(field, operator, value),))))
    assert value not in statement
    assert values


def test_places_are_bound_too():
    statement, values = sql.select_refs([EventRef("id", "h' OR 1", 5)])
    assert "OR 1" not in statement
    assert [b"h' OR 1"] in values.values()
