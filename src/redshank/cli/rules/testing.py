"""`redshank rules test`: the examples that lie beside rules."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence

from redshank.analysis.detect.selftest import TestResult, run_tests
from redshank.cli.detection import warn_line
from redshank.cli.help import examples
from redshank.cli.lines import add_format_argument
from redshank.cli.output import json_line, open_output
from redshank.cli.rules.loading import add_places, load_rules
from redshank.cli.terminal import visible

EXAMPLES = examples(
    ("redshank rules test", "the tests of the shipped rules"),
    ("redshank rules test ./rules/x.yml", "what x.test.yml expects of x.yml"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `rules test` takes."""
    add_places(parser, "PATH")
    add_format_argument(parser)
    parser.epilog = EXAMPLES


def run(arguments: argparse.Namespace) -> int:
    """0 where every example came out as expected and every rule could be loaded, else 1."""
    loaded = load_rules(arguments.places)
    results = [result for one in loaded.sets for result in run_tests(one, loaded.lists)]
    for sentence in (*loaded.list_problems, *map(str, loaded.errors)):
        warn_line(sentence)
    output = open_output(arguments.format, os.environ)
    if arguments.format == "json":
        output.write(json_line(result_flat(result)) for result in results)
    else:
        output.write(line for result in results if not result.passed for line in failure_lines(result))
    sys.stderr.write(f"redshank: {account(results)}\n")
    return 0 if results and all(result.passed for result in results) and not loaded.errors else 1


def result_flat(result: TestResult) -> dict[str, object]:
    """A result for a program."""
    return {
        "path": result.path, "line": result.line, "rule.id": result.rule, "name": result.name, "expected": result.expected,
        "passed": result.passed, "detail": result.detail,
    }  # fmt: skip


def failure_lines(result: TestResult) -> Iterator[str]:
    """Where, which example, what was expected and what came: one line, then one for each clause."""
    if not result.name:  # the test file itself is wrong, and its detail names the place
        yield visible(result.detail)
        return
    expected = {"fires": "should fire", "quiet": "should stay quiet"}[result.expected]
    came, _, clauses = result.detail.partition(": ")
    yield visible(f"{result.path}:{result.line}: '{result.name}' {expected}: {came}")
    yield from (visible(f"    {clause}") for clause in clauses.split("; ") if clause)


def account(results: Sequence[TestResult]) -> str:
    """How many examples came out as expected."""
    failed = sum(not result.passed for result in results)
    if not results:
        return "no tests: x.yml is tested by x.test.yml beside it"
    return f"{len(results) - failed} of {len(results)} examples came out as expected" + (f", {failed} did not" if failed else "")
