"""`redshank suppressions`: deliberate, dated, signed-off silences: see them, propose, try, make and take them back."""

import argparse

from redshank.cli.help import Parser, examples
from redshank.cli.suppressions import acting
from redshank.cli.suppressions.options import add_data, add_days, add_reason, add_wish

VERBS = {
    "list": "every suppression, with its end and how many matches it hid",
    "show": "one, with its Sigma filter and every version it had",
    "propose": "what an alert suggests to suppress, and what would come of it",
    "dry-run": "what one would have hidden, and whether it would be refused; changes nothing",
    "add": "sign one off; a dangerous one is refused",
    "revoke": "let one end now",
    "revert": "bring back what one was before its latest change",
    "extend": "let one last longer, at most 90 days from now",
    "export": "those in force, as Sigma filters",
    "import": "sign off what a file of Sigma filters asks for, all of it or nothing",
}
"""Verb to one line about it."""

EXAMPLES = examples(
    ("redshank suppressions list", "what is silenced, by whom, until when"),
    ("redshank suppressions propose A-12", "what alert A-12 suggests"),
    ("redshank suppressions dry-run A-12", "what that would have hidden"),
    ('redshank suppressions add A-12 --days 30 --reason "our own backup"', "sign it off for 30 days"),
    ("redshank suppressions export > silences.yml", "as Sigma filters"),
)

ADD_EXAMPLES = examples(
    ('redshank suppressions add A-12 --days 30 --reason "our own backup"', "what the alert suggests"),
    ("redshank suppressions add --rule RULE --field process.executable=/opt/app/agent --reason TEXT", "a rule and what has to hold"),
)


def add_arguments(parser: Parser) -> None:
    """Declare the verbs, each with its own options."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    made = {verb: verbs.add_parser(verb, help=summary, description=summary) for verb, summary in VERBS.items()}
    for verb in ("show", "revoke", "revert", "extend"):
        made[verb].add_argument("id", metavar="ID", help="of the suppression; its first characters are enough")
    made["propose"].add_argument("alert", metavar="ALERT", help="an alert's id or number, A-12")
    for verb in ("dry-run", "add"):
        add_wish(made[verb])
    made["dry-run"].add_argument(
        "--events", type=int, default=0, metavar="HOURS", help="look at the stored events of so many hours too; the server must not run"
    )
    made["import"].add_argument("file", metavar="FILE", help="Sigma filters; - is standard input")
    for verb in ("add", "extend"):
        add_days(made[verb])
    for verb in ("add", "revoke", "revert", "extend"):
        add_reason(made[verb])
    for one in made.values():
        add_data(one)
    made["add"].epilog = ADD_EXAMPLES
    parser.epilog = EXAMPLES


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says: 0; 1 where a suppression is, or would be, refused."""
    return acting.run(arguments)
