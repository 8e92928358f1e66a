import pytest

from redshank.cli.help import COMMANDS, Parser, examples, front_page
from redshank.core.errors import ConfigError


def parser() -> Parser:
    made = Parser(prog="redshank replay")
    made.add_argument("files", nargs="+", metavar="FILE")
    made.add_argument("--format", choices=("text", "json"))
    made.add_argument("--min-severity", type=int)
    return made


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["x", "--fromat", "json"], "replay: unknown option '--fromat' (did you mean '--format'?); see 'redshank replay --help'"),
        (["x", "--form=json"], "replay: unknown option '--form=json' (did you mean '--format'?); see 'redshank replay --help'"),
        (
            ["x", "--format", "jsn"],
            "replay: unknown --format 'jsn' (did you mean 'json'?): one of text, json; see 'redshank replay --help'",
        ),
        ([], "replay: the following arguments are required: FILE; see 'redshank replay --help'"),
        (["x", "--min-severity", "a"], "replay: argument --min-severity: invalid int value: 'a'; see 'redshank replay --help'"),
    ],
)
def test_wrong_words_are_one_line_with_the_nearest(words: list[str], line: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parser().parse_args(words)
    assert str(caught.value) == line


def test_word_too_many_is_named() -> None:
    with pytest.raises(ConfigError, match="one argument too many: 'y'"):
        Parser(prog="redshank doctor").parse_args(["y"])


def test_unknown_verb_names_the_nearest() -> None:
    made = Parser(prog="redshank rules")
    verbs = made.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("check")
    with pytest.raises(ConfigError, match=r"rules: unknown verb 'chek' \(did you mean 'check'\?\)"):
        made.parse_args(["chek"])


def test_unknown_option_of_a_verb_is_the_verb_s() -> None:
    made = Parser(prog="redshank rules")
    verbs = made.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("check").add_argument("--format")
    with pytest.raises(ConfigError) as caught:
        made.parse_args(["check", "--forma"])
    assert str(caught.value) == "rules check: unknown option '--forma' (did you mean '--format'?); see 'redshank rules check --help'"


def test_examples_stand_in_two_columns() -> None:
    assert examples(("redshank a", "first"), ("redshank abc", "second")) == "examples:\n  redshank a    first\n  redshank abc  second"


def test_front_page_lists_only_commands_that_exist() -> None:
    for missing in ("respond", "incidents"):
        assert f"\n  {missing} " not in front_page()
    names = ["up", "watch", "sweep", "replay", "rules", "intel", "suppressions", "agent", "server", "simulate", "demo", "doctor"]
    assert [c.name for c in COMMANDS] == names
