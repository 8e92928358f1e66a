"""A report to print, in HTML: no script, nothing loaded from elsewhere, all text escaped. Pure.

One for analysts, with evidence and commands; one for auditors and managers, who want to know what happened, how long it took, what was
done about it and what is not known.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Literal

from redshank.analysis.incidents.narrative import Sentence
from redshank.analysis.incidents.report import MAX_ROWS, Report, heading, references
from redshank.analysis.incidents.words import clean, day, hour, stamp
from redshank.findings.playbook import STAGES, Action

Reader = Literal["analyst", "auditor"]
_STYLE = (
    "@page{size:A4;margin:18mm 16mm}"
    "body{overflow-wrap:break-word;font:11pt/1.5 sans-serif;color:#111;background:#fff;max-width:52rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:1.8rem;break-after:avoid}h3{font-size:1rem;break-after:avoid}"
    "table{border-collapse:collapse;width:100%;font-size:9pt}th,td{border-bottom:1px solid #999;padding:.3em .5em;text-align:left;"
    "vertical-align:top}td.wide{overflow-wrap:anywhere;min-width:9em}thead{display:table-header-group}tr,li{break-inside:avoid}.ref{color:#555;font-size:9pt}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f3f3f3;border:1px solid #bbb;padding:.5em;font-size:9pt}"
    ".care{font-weight:bold}.note{color:#444}@media print{body{margin:0;max-width:none;padding:0}}"
)
_WIDE = frozenset(("Technique", "Claim", "Alert", "Events"))
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_TOPICS = (("opening", "In short"), ("act", "What happened"), ("entry", "How they came in"), ("family", "What it looks like"),
           ("now", "What may still go on"), ("gap", "What is not known"), ("clock", "How long it took"))  # fmt: skip


def html_report(report: Report, reader: Reader = "analyst") -> str:
    """The whole page."""
    body = (_head(report, reader), *_story(report, reader), *_steps(report), *_playbook(report, reader), *_end(report, reader))
    title = _said(heading(report))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>\n{chr(10).join(body)}\n</body></html>\n"
    )


def _said(text: str, most: int = 2_000) -> str:
    return escape(clean(text, most), quote=True)


def _head(report: Report, reader: Reader) -> str:
    whom = "For analysts" if reader == "analyst" else "For auditors and managers"
    made = f"{day(report.made_ns)} at {hour(report.made_ns)}"
    number = _said(report.case.incident.id)
    return f'<h1>{_said(heading(report))}</h1><p class="note">{whom}. Incident {number}. Written on {made}. All times are UTC.</p>'


def _story(report: Report, reader: Reader) -> Iterator[str]:
    for topic, title in _TOPICS:
        sentences = [sentence for sentence in report.story if sentence.topic == topic]
        if sentences:
            yield f"<h2>{title}</h2>"
            told = [_sentence(report, one, reader) for one in sentences]
            yield f"<ul>{''.join(f'<li>{one}</li>' for one in told)}</ul>" if len(told) > 3 else f"<p>{' '.join(told)}</p>"


def _sentence(report: Report, sentence: Sentence, reader: Reader) -> str:
    behind = references(report, sentence.alerts) if reader == "analyst" and sentence.topic != "opening" else ""
    return _said(sentence.text) + (f' <span class="ref">[{behind}]</span>' if behind else "")


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{column}</th>" for column in columns)
    body = "\n".join(f"<tr>{''.join(map(_cell, columns, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(column: str, value: str) -> str:
    """Columns of foreign text may break anywhere, so that no long word makes the page wider; the others stay whole."""
    wide = ' class="wide"' if column in _WIDE else ""
    return f"<td{wide}>{_said(value, 400)}</td>"


def _steps(report: Report) -> Iterator[str]:
    yield "<h2>Kill chain</h2>"
    rows = (
        (str(number), stamp(step.at_ns), step.phase, report.technique(step.technique), step.claim, step.basis, str(step.confidence))
        for number, step in enumerate(report.case.steps[:MAX_ROWS], 1)
    )
    yield _table(("#", "Time (UTC)", "Phase", "Technique", "Claim", "Basis", "Sure"), rows)


def _playbook(report: Report, reader: Reader) -> Iterator[str]:
    yield "<h2>What to do</h2>" if reader == "analyst" else "<h2>What is to be done</h2>"
    for stage in STAGES:
        actions = [action for action in report.playbook.actions if action.stage == stage]
        if actions:
            points = (_action(action, report.case.called(action.host), reader) for action in actions)
            yield f"<h3>{stage.capitalize()}</h3><ol>{''.join(points)}</ol>"
    if report.playbook.left_out:
        yield f"<p>{report.playbook.left_out} further actions are left out.</p>"


def _action(action: Action, host: str, reader: Reader) -> str:
    where = f" on {_said(host)}"
    if reader == "auditor":
        return f"<li>{_said(action.title)}{where}. {_said(action.why)}</li>"
    parts = [f"<strong>{_said(action.title)}</strong>{where}. {_said(action.why)} {_said(action.preview)}"]
    parts += [f'<p class="care">{_said(action.caution)}</p>'] if action.caution else []
    parts += [f"<p>{_said(action.by_hand)}</p>"] if action.by_hand else []
    parts += [f"<pre>{escape(action.command)}</pre>"] if action.command else []
    parts += [f"<p>To take it back:</p><pre>{escape(action.undo)}</pre>"] if action.undo else []
    return f"<li>{''.join(parts)}</li>"


def _end(report: Report, reader: Reader) -> Iterator[str]:
    members = report.case.incident.in_order()
    if reader == "auditor":
        swept = sum(member.swept for member in members)
        yield (
            "<h2>What this rests on</h2>"
            f"<p>{len(members)} alerts: {swept} about what was found afterwards, {len(members) - swept} about what was seen live. "
            "The evidence pack of this incident holds the events, with a signed list of their hashes.</p>"
        )
        return
    yield "<h2>Alerts</h2>"
    rows = (
        (str(number), stamp(one.at_ns), str(one.severity), one.title, "afterwards" if one.swept else "live", ", ".join(one.evidence[:8]))
        for number, one in enumerate(members[:MAX_ROWS], 1)
    )
    yield _table(("#", "Time (UTC)", "Severity", "Alert", "Found", "Events"), rows)
    if len(members) > MAX_ROWS:
        yield f"<p>{len(members) - MAX_ROWS} further alerts are in the JSON form of this report.</p>"
