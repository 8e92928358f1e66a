import argparse

import pytest

from redshank.analysis.intel.sources import DAY_S
from redshank.cli.help import Parser
from redshank.cli.intel.adding import add_arguments, chosen
from redshank.core.errors import ConfigError
from tests.cli.intel.site import served


def asked(*words) -> argparse.Namespace:
    parser = Parser()
    add_arguments(parser)
    return parser.parse_args(words)


def test_file_is_followed_and_compiled_at_once(intel):
    status, out, err = intel("add", intel.file("198.18.7.7\nwhat?\n"), "--licence", "ours")
    assert status == 0
    assert out.splitlines()[0].split()[:3] == ["bad", "ok", "1"]
    assert "    line 2: not understood: 'what?'" in out
    assert "compiled: 1 addresses; 1 new" in err
    assert intel("lookup", "198.18.7.7")[0] == 1


def test_source_that_cannot_be_fetched_is_followed_all_the_same(intel):
    with served() as site:
        site.status = 404
        status, out, _ = intel("add", f"{site.url}/list.txt", "--local", "--name", "ours")
    assert status == 1
    assert "last try failed" in out and "there is no copy" in out
    assert [one["condition"] for one in intel.objects("list")] == ["failing"]


def test_name_that_is_taken_is_refused(intel):
    file = intel.file("198.18.7.7\n")
    intel("add", file)
    status, _, err = intel("add", file)
    assert status == 2
    assert "'bad' is followed already" in err


def test_feed_of_the_catalogue_takes_other_words_over_its_own():
    source = chosen(asked("ipsum-3", "--confidence", "10", "--keep", "2d"))
    assert (source.name, source.licence, source.confidence, source.keep_s) == ("ipsum-3", "Unlicense", 10, 2 * DAY_S)


def test_address_and_file_are_named_by_their_last_part(tmp_path):
    assert chosen(asked("https://lists.example/a/Bad%20Ones.csv?x=1")).name == "bad-20ones"
    (tmp_path / "ours.txt").write_text("")
    source = chosen(asked(str(tmp_path / "ours.txt")))
    assert (source.name, source.keep_s) == ("ours", 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ipsum3"], r"did you mean 'ipsum-\d'"),
        (["ipsum-3", "--name", "../x"], "is no name"),
        (["ipsum-3", "--every", "1s"], "at most every 900 s"),
    ],
)
def test_words_that_name_no_source_are_refused(words, said):
    with pytest.raises(ConfigError, match=said):
        chosen(asked(*words))
