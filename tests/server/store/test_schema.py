import pytest

from redshank.core.errors import StoreError
from redshank.server.store import schema


class Engine:
    def __init__(self, columns):
        self.columns, self.said = columns, []

    def command(self, text):
        self.said.append(text)

    def query(self, _):
        return type("Answer", (), {"result_rows": [(name, "String") for name in self.columns]})


ALL = [*schema.BLOCK_COLUMNS, *schema.EVENT_COLUMNS]


def test_column_of_a_new_field_is_added():
    engine = Engine([name for name in ALL if name != "destination_ip"])
    schema.prepare(engine)
    assert any(statement.startswith("ALTER TABLE events ADD COLUMN destination_ip ") for statement in engine.said)


def test_table_of_a_later_version_is_refused_with_the_column():
    with pytest.raises(StoreError, match=r"later version \(from_tomorrow\)"):
        schema.prepare(Engine([*ALL, "from_tomorrow"]))
