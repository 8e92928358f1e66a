from redshank.host.sensor.logins.seen import SeenBefore


def test_only_what_was_read_before_the_file_began_makes_a_copy() -> None:
    seen = SeenBefore()
    seen.begin()
    assert not seen.is_copy(5, b"a")
    seen.note(5, b"a")
    assert not seen.is_copy(5, b"a")  # said twice in one file
    seen.begin()
    assert seen.is_copy(5, b"a")
    assert seen.is_copy(4, b"never seen, but older than what was")
    assert not seen.is_copy(5, b"b")
    assert seen.skipped == 2
