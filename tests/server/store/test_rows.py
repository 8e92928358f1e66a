from redshank.server.store import rows
from tests.contract.test_event_store import batch, event


def test_table_has_only_columns_with_a_value_and_one_row_an_event():
    table = rows.table_of(batch(3, event(1), event(2, "net_connect", destination_ip="203.0.113.66")), 20_000)
    assert table.num_rows == 2
    assert "destination_ip" in table.schema.names
    assert "module_name" not in table.schema.names
    assert set(table.column("position").to_pylist()) == {3}
