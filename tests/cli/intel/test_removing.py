def test_what_a_source_named_is_listed_no_more(intel):
    intel("add", intel.file("198.18.7.7\n"))
    status, _, err = intel("remove", "bad")
    assert status == 0
    assert "compiled: nothing" in err
    assert intel("lookup", "198.18.7.7")[0] == 0
    assert not (intel.path / "data/intel/copies/bad").exists()


def test_source_that_is_not_followed_is_an_error_with_the_nearest_name(intel):
    intel("add", intel.file("198.18.7.7\n"))
    status, _, err = intel("remove", "bda")
    assert status == 2
    assert "'bda' is not followed (did you mean 'bad'?)" in err
