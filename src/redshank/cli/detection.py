"""What every command shares that puts events through rules: its options, and where it says what was refused."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from redshank.analysis import detection
from redshank.analysis.detect.correlate import spell_span
from redshank.analysis.detection import Detection
from redshank.analysis.intel import folder
from redshank.analysis.intel.live import LiveStore
from redshank.cli.terminal import visible


def open_detection(rules: Sequence[Path], indicator_files: Sequence[Path], live: LiveStore | None = None) -> Detection:
    """Detection by the shipped rules, or by those of the given places; what is refused is said on standard error."""
    if live is not None and live.trouble:
        warn_line(live.trouble)
    return detection.open_detection(rules, indicator_files, warn_line, live=live)


def add_detection_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of every command that puts events through rules."""
    parser.add_argument(
        "--rules", action="append", type=Path, default=[], metavar="DIR",
        help="rules of this folder or file in place of the shipped ones; may be given several times",
    )  # fmt: skip
    add_indicators_argument(parser)
    parser.add_argument(
        "--intel", type=Path, default=folder.DEFAULT, metavar="DIR",
        help="where `redshank intel` keeps what is known as bad (default %(default)s)",
    )  # fmt: skip


def add_indicators_argument(parser: argparse.ArgumentParser) -> None:
    """The option for lists of what is known as bad."""
    parser.add_argument(
        "--indicators", action="append", type=Path, default=[], metavar="FILE",
        help="addresses, domains or hashes known as bad, one a line, besides the shipped ones; may be given several times",
    )  # fmt: skip


def learning_note(detection: Detection) -> str:
    """That rules about what is new only learn where nothing is remembered from run to run; "" where there are none."""
    count = len(detection.engine.novelty.rules)
    if not count:
        return ""
    shortest = min(rule.first_seen.learning_ns for rule in detection.engine.novelty.rules.values() if rule.first_seen)
    return f"{count} rules about what is new only learn for the first {spell_span(shortest)} or more of a run; a server remembers"


def warn_line(sentence: str) -> None:
    """Says it on standard error, in one line."""
    sys.stderr.write(f"redshank: {visible(sentence)}\n")
