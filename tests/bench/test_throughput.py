from bench import throughput


def test_made_records_are_ones_the_sensor_reads_and_joins() -> None:
    records = throughput._life(1000, 999)
    events = throughput._events(records)
    assert [event.event_action for event in events] == ["process.fork", "process.exec", "file.open", "net.connect", "process.exit"]
    assert all(event.process_entity_id for event in events)
