"""A report in Markdown, for a ticket. Nothing out of the incident is markup: it is escaped, or stands in a block of code. Pure."""

import re
from collections.abc import Iterable, Iterator

from redshank.analysis.incidents.narrative import Sentence
from redshank.analysis.incidents.report import MAX_ROWS, Report, heading, references
from redshank.analysis.incidents.words import clean, day, hour, stamp
from redshank.findings.playbook import STAGES, Action

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#!|~&$^])")
_LINKS = re.compile(r"(?<=:)//|(?<=www)\.", re.IGNORECASE)
_TOPICS = (("opening", ""), ("act", "What happened"), ("entry", "How they came in"), ("family", "What it looks like"),
           ("now", "What may still go on"), ("gap", "What is not known"), ("clock", "How long it took"))  # fmt: skip


def markdown_report(report: Report) -> str:
    """The whole report, lines ended by a line feed."""
    return "\n".join((*_head(report), *_story(report), *_steps(report), *_playbook(report), *_alerts(report))) + "\n"


def escaped(text: str, most: int = 1_000) -> str:
    """The text on one line with nothing in it that Markdown acts on, also no addresses that become links."""
    marked = _MARKS.sub(r"\\\1", clean(text, most))
    return _LINKS.sub(lambda found: "\\/\\/" if found[0] == "//" else "\\.", marked)


def _head(report: Report) -> Iterator[str]:
    yield f"# {escaped(heading(report))}"
    yield ""
    yield f"Incident {escaped(report.case.incident.id)}. Written on {day(report.made_ns)} at {hour(report.made_ns)}. All times are UTC."


def _story(report: Report) -> Iterator[str]:
    for topic, title in _TOPICS:
        sentences = [sentence for sentence in report.story if sentence.topic == topic]
        if sentences and title:
            yield from ("", f"## {title}")
        if sentences:
            yield ""
            yield from (f"- {_sentence(report, one)}" for one in sentences) if title else (_sentence(report, one) for one in sentences)


def _sentence(report: Report, sentence: Sentence) -> str:
    behind = references(report, sentence.alerts) if sentence.topic != "opening" else ""
    return escaped(sentence.text, 2_000) + (f" \\[{behind}\\]" if behind else "")


def _steps(report: Report) -> Iterator[str]:
    yield from ("", "## Kill chain", "", "| # | Time (UTC) | Phase | Technique | Claim | Basis | Sure |", "|---|---|---|---|---|---|---|")
    for number, step in enumerate(report.case.steps[:MAX_ROWS], 1):
        cells = (str(number), stamp(step.at_ns), step.phase, report.technique(step.technique), step.claim, step.basis, str(step.confidence))
        yield _row(cells)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(escaped(cell, 300) for cell in cells)} |"


def _playbook(report: Report) -> Iterator[str]:
    yield from ("", "## What to do")
    number = 0
    for stage in STAGES:
        actions = [action for action in report.playbook.actions if action.stage == stage]
        if actions:
            yield from ("", f"### {stage.capitalize()}", "")
        for action in actions:
            number += 1
            yield from _action(number, action, report.case.called(action.host))
    if report.playbook.left_out:
        yield from ("", f"{report.playbook.left_out} further actions are left out.")


def _action(number: int, action: Action, host: str) -> Iterator[str]:
    yield f"{number}. **{escaped(action.title)}** on {escaped(host)}. {escaped(action.why)} {escaped(action.preview)}"
    if action.caution:
        yield f"   **Take care:** {escaped(action.caution)}"
    if action.by_hand:
        yield f"   {escaped(action.by_hand)}"
    yield from _code(action.command, "")
    yield from _code(action.undo, "To take it back:")


def _code(command: str, before: str) -> Iterator[str]:
    """A block of code with a fence longer than any run of backticks in it."""
    if command:
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", command)), default=0))
        yield from ([f"   {before}"] if before else [])
        yield from ("", f"   {fence}sh", f"   {command}", f"   {fence}", "")


def _alerts(report: Report) -> Iterator[str]:
    yield from ("", "## Alerts", "", "| # | Time (UTC) | Severity | Alert | Found | Events |", "|---|---|---|---|---|---|")
    members = report.case.incident.in_order()
    for number, member in enumerate(members[:MAX_ROWS], 1):
        found = "afterwards" if member.swept else "live"
        events = ", ".join(member.evidence[:4]) + (f" and {len(member.evidence) - 4} more" if len(member.evidence) > 4 else "")
        yield _row((str(number), stamp(member.at_ns), str(member.severity), member.title, found, events))
    if len(members) > MAX_ROWS:
        yield from ("", f"{len(members) - MAX_ROWS} further alerts are in the JSON form of this report.")
