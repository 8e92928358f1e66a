import pytest

from tools import drill


class Done:
    """Of a process that was never started."""

    def __init__(self, words):
        self.returncode = 3 if "bench.drills.restart" in words else 0


@pytest.fixture
def started(monkeypatch):
    found = []

    def start(words, **_):
        found.append(words)
        return Done(words)

    monkeypatch.setattr("tools.drill.subprocess.run", start)
    return found


def test_words_are_done_in_turn_until_one_fails_and_options_go_to_them(started):
    assert drill.main(["flood", "restart", "soak", "--minutes", "2"]) == 3
    assert [words[2] for words in started] == ["bench.drills.flood", "bench.drills.restart"]
    assert started[0][3:] == ["--minutes", "2"]


def test_without_a_word_it_is_set_up_first_link_and_kills(started):
    assert drill.main([]) == 0
    assert len(started) == len(drill.FIRST)


def test_unknown_word_is_a_clear_line_and_status_2(started, capsys):
    assert drill.main(["flod"]) == 2
    assert "unknown word 'flod'" in capsys.readouterr().err
    assert started == []
