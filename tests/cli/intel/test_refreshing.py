def test_changed_file_is_read_again(intel):
    file = intel.file("198.18.7.7\n")
    intel("add", file)
    file.write_text("198.18.7.8\n")
    status, out, err = intel("refresh")
    assert status == 0
    assert out.startswith("bad")
    assert "1 new" in err
    assert [one["listed"] for one in intel.objects("lookup", "198.18.7.7", "198.18.7.8")] == [False, True]


def test_only_named_sources_are_fetched_and_failure_is_status_1(intel):
    one, two = intel.file("198.18.7.7\n", "one.txt"), intel.file("198.18.7.8\n", "two.txt")
    intel("add", one)
    intel("add", two)
    two.unlink()
    assert intel("refresh", "one")[0] == 0
    status, out, _ = intel("refresh")
    assert status == 1
    assert "the last good copy is used" in out


def test_nothing_due_is_nothing_to_say(intel):
    assert intel("refresh", "--due") == (0, "", "")
    intel("add", intel.file("198.18.7.7\n"))
    assert intel("refresh", "--due") == (0, "", "")


def test_unknown_name_is_an_error(intel):
    assert intel("refresh", "none")[0] == 2
