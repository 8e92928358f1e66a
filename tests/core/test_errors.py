from redshank.core.errors import ConfigError, ContentError, HostError, InputError, RedshankError, did_you_mean


def test_content_error_says_file_line_and_column():
    error = ContentError("unknown field 'Imge'", "rules/x.yml", 14, 3)
    assert str(error) == "rules/x.yml:14:3: unknown field 'Imge'"


def test_content_error_without_a_file_is_only_its_message():
    assert str(ContentError("no rule")) == "no rule"


def test_input_error_has_a_kind_to_count_by():
    assert InputError("cut at 12 of 104 bytes", "truncated").kind == "truncated"


def test_one_except_clause_takes_every_error_of_ours():
    for error in (ConfigError("a"), ContentError("a"), HostError("a"), InputError("a", "b")):
        assert isinstance(error, RedshankError)


def test_nearest_word_is_named_and_a_far_one_is_not():
    assert did_you_mean("Imge", ["Image", "User"]) == " (did you mean 'Image'?)"
    assert did_you_mean("zzz", ["Image", "User"]) == ""
