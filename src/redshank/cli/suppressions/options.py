"""The options that the verbs of `redshank suppressions` share, and what they mean."""

from pathlib import Path

from redshank.analysis.detect.suppression import Part
from redshank.cli.help import Parser
from redshank.cli.lines import add_format_argument
from redshank.core import config
from redshank.core.errors import ConfigError

DEFAULT_DAYS = 30


def add_wish(parser: Parser) -> None:
    """What is to be suppressed: what an alert suggests, or a rule and fields."""
    parser.add_argument("alert", nargs="?", default="", metavar="ALERT", help="suppress what this alert suggests (id or A-12)")
    parser.add_argument("--rule", default="", metavar="RULE", help="id or name of a rule, in place of an alert")
    parser.add_argument(
        "--field", action="append", default=[], metavar="NAME=VALUE",
        help="what has to hold, in place of what the alert suggests; NAME~VALUE takes * as any run of characters; several times",
    )  # fmt: skip
    parser.add_argument("--host", action="append", default=[], metavar="HOST", help="only on this host, by its id; several times")


def add_days(parser: Parser) -> None:
    """How long it lasts."""
    parser.add_argument("--days", type=int, default=DEFAULT_DAYS, metavar="N", help="how long from now, 90 at most (default %(default)s)")


def add_reason(parser: Parser) -> None:
    """Why: kept for others to read."""
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why; it is kept in the history and the audit log")


def add_data(parser: Parser) -> None:
    """Where the server's data is, and how to answer."""
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the server keeps what it knows (default /var/lib/redshank)")
    parser.add_argument("--config", type=Path, default=config.DEFAULT_PATH, metavar="FILE", help="settings (default %(default)s)")
    add_format_argument(parser)


def parts_of(words: list[str]) -> tuple[Part, ...]:
    """Fields as they were given. Raises ConfigError."""
    found = []
    for word in words:
        place = min((at for at in (word.find("="), word.find("~")) if at > 0), default=-1)
        if place < 0:
            raise ConfigError(f"suppressions: --field {word}: write NAME=VALUE")
        found.append(Part(word[:place], word[place + 1 :], is_pattern=word[place] == "~"))
    return tuple(found)
