from redshank.host.sensor.environment import changes, telling


def test_only_variables_on_the_list_are_told_in_their_order() -> None:
    given = [
        "LD_PRELOAD=/tmp/x.so",
        "PYTHONPATHX=1",
        "PYTHONPATH=/tmp",
        "SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22",
        "LD_X",
        "SECRET=LD_PRELOAD",
    ]
    assert telling(given) == ["LD_PRELOAD=/tmp/x.so", "PYTHONPATH=/tmp", "SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22", "LD_X"]


def test_nothing_to_tell_is_nothing() -> None:
    assert telling(["PERL5SECRET=1", ""]) is None


def test_told_variables_say_what_they_change() -> None:
    assert changes(["SUDO_USER=ann", "PYTHONPATH=/tmp", "LD_AUDIT=/x"]) == "loader"
    assert changes(["GCONV_PATH=."]) == "loader" and changes(["PERL5LIB=."]) == "interpreter"
    assert changes(["SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22", "HISTFILE=/dev/null"]) is None
