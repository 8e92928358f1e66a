"""The story of an incident in plain sentences, each with the evidence it rests on. Pure: the same incident gives the same text.

It is told in the order of time: what happened, where, by whom and from where, seen live or found afterwards. Then how they came in, what
it looks like, what still goes on, and what is not known.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from redshank.analysis.incidents.acts import Act, acts_of, endpoint, told
from redshank.analysis.incidents.case import Case
from redshank.analysis.incidents.clock import Clock
from redshank.analysis.incidents.likeness import Likeness
from redshank.analysis.incidents.traces import Trace
from redshank.analysis.incidents.words import begun, clean, counted, day, hour, joined, lasting, listed, number_of, quoted, titled
from redshank.findings.incident import EntryPoint, Gap, Incident, Member, Phase

MAX_ACTS = 30
"""Sentences about what happened; what is left out is counted in one more."""
MAX_EVIDENCE = 64
_MEANS: dict[Phase, str] = {
    "entry": "how they came in", "execution": "what they ran", "persistence": "how they would come back",
    "privilege": "how they got higher rights", "hiding": "whether they hid", "credentials": "which passwords or keys they took",
    "discovery": "what they looked at", "lateral": "whether they went on to other hosts", "control": "from where they steered it",
    "effect": "what they did with it",
}  # fmt: skip
_STRENGTHS = {"confirmed": "It is", "probable": "It is probably", "class": "It behaves like a program of the class"}
_NO_VERDICT = "This is the machine's conclusion from the evidence; a person has still to confirm it."


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the story. topic: what it is about. evidence, alerts: ids; both empty where it tells of nothing that was seen."""

    topic: str
    text: str
    evidence: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()


def narrative(case: Case) -> tuple[Sentence, ...]:
    """The sentences in the order in which they are read."""
    return (
        *_opening(case),
        *_acts(case),
        *_entry(case.entry, case.incident),
        *_family(case.family, case.incident),
        *_going_on(case.traces),
        *_unknown(case.gaps),
        *_times(case.clock),
    )


def _over(topic: str, text: str, members: Iterable[Member]) -> Sentence:
    members = list(members)
    evidence = tuple(dict.fromkeys(event for member in members for event in member.evidence))[:MAX_EVIDENCE]
    return Sentence(topic, text, evidence, tuple(dict.fromkeys(member.alert_id for member in members))[:MAX_EVIDENCE])


def _opening(case: Case) -> Iterator[Sentence]:
    members, clock = case.incident.in_order(), case.clock
    played = all(member.simulated for member in members)
    kind = "A simulated break-in" if played else "A break-in" if clock.breach_ns is not None else "An attempt to break in"
    span = max(member.done_ns for member in members) - clock.attack_ns
    lasted = f" and goes on for {lasting(span)}" if span >= 1_000_000_000 else ""
    tell = f"{counted(len(members), 'alert')} {'tell' if len(members) > 1 else 'tells'} of it"
    where = f"on {listed([case.called(host) for host in case.incident.hosts], 'host')}"
    yield _over("opening", f"{kind} {where} begins on {day(clock.attack_ns)} at {hour(clock.attack_ns)}{lasted}; {tell}.", members)


def _acts(case: Case) -> Iterator[Sentence]:
    acts = acts_of(case.incident)
    many = len(case.incident.hosts) > 1
    before = 0
    for act in acts[:MAX_ACTS]:
        where = f" on {quoted(case.called(act.host))}" if many else ""
        yield _over("act", f"{_when(act, before)}{told(act)}{where}{_basis(act)}.", act.members)
        before = act.at_ns
    if left := [member for act in acts[MAX_ACTS:] for member in act.members]:
        yield _over("act", f"{begun(counted(len(left), 'further alert'))} tell of more of this; they are listed with the evidence.", left)


def _when(act: Act, before: int) -> str:
    if before and act.at_ns // 1_000_000_000 == before // 1_000_000_000:
        return "In the same second "
    if before and day(act.at_ns) != day(before):
        return f"On {day(act.at_ns)} at {hour(act.at_ns)} "
    return f"At {hour(act.at_ns)} "


def _basis(act: Act) -> str:
    """Seen live, found afterwards, or both."""
    swept = [member for member in act.members if member.swept]
    live = [member for member in act.members if not member.swept]
    if not swept:
        return " (seen live)"
    if not live:
        return " (found afterwards)"
    first = min(member.at_ns for member in live)
    return f" (found afterwards, and seen live at {hour(first)})"


def _entry(entry: EntryPoint | None, incident: Incident) -> Iterator[Sentence]:
    if entry is None:
        yield Sentence("entry", "How they came in is not known: no alert of this incident tells of a way in.")
        return
    behind = [member for member in incident.in_order() if set(member.evidence) & set(entry.evidence)]
    alerts = tuple(member.alert_id for member in behind)[:MAX_EVIDENCE]
    text = f"The most likely way in, with a confidence of {entry.confidence} of 100: {titled(entry.claim)}."
    yield Sentence("entry", text, entry.evidence[:MAX_EVIDENCE], alerts)
    if entry.rival:
        rivals = [member for member in incident.in_order() if member.title == entry.rival]
        text = f"The next best explanation, with {entry.rival_confidence} of 100: {titled(entry.rival)}."
        yield _over("entry", text, rivals)
    else:
        yield Sentence("entry", "No other explanation is at hand.")


def _family(family: Likeness | None, incident: Incident) -> Iterator[Sentence]:
    if family is None:
        yield Sentence("family", "It looks like no malware family that is known here.")
        return
    name, class_ = clean(family.name), clean(family.class_name)
    strength = _STRENGTHS.get(family.level, "It may be")
    what = (class_ or name) if family.level == "class" else name + (f" ({class_})" if class_ else "")
    total = len(family.hits) + len(family.misses)
    behind = [incident.members[alert] for hit in family.hits for alert in hit.alerts if alert in incident.members]
    seen = joined([clean(hit.says) for hit in family.hits], "sign", 5)
    share = f"{number_of(len(family.hits))} of {counted(total, 'sign')} of {name}"
    yield _over("family", f"{strength} {what}: {share} were seen, {seen}.", behind)
    if family.misses:
        yield Sentence("family", f"Not seen of them: {joined([clean(miss.says) for miss in family.misses], 'sign', 4)}.")
    if family.against:
        speaks = [incident.members[alert] for hit in family.against for alert in hit.alerts if alert in incident.members]
        yield _over("family", f"Against it speaks: {joined([clean(hit.says) for hit in family.against], 'sign', 4)}.", speaks)
    if family.second_name:
        points = counted(max(family.margin, 0), "point")
        yield Sentence("family", f"The next nearest family is {clean(family.second_name)}, {points} behind.")
    else:
        yield Sentence("family", "No other family is near.")


def _going_on(traces: Sequence[Trace]) -> Iterator[Sentence]:
    peers = [trace for trace in traces if trace.kind == "peer"]
    processes = [trace for trace in traces if trace.kind == "process"]
    if not peers and not processes:
        yield Sentence("now", "No connection and no process of it is known that could still be going on.")
        return
    if peers:
        ends = [endpoint(peer.value, peer.get("port")) for peer in peers]
        yield _from("now", f"As far as seen, {counted(len(ends), 'connection')} to {listed(ends, 'address')} may still be open.", peers)
    if processes:
        names = [f"{quoted(trace.get('program'))} as process {trace.get('pid')}" for trace in processes]
        yield _from("now", f"As far as seen, {counted(len(names), 'process')} may still run: {joined(names, 'process', 5)}.", processes)
    starts = [trace for trace in traces if trace.kind in ("start", "edited", "unit")]
    if starts:
        yield _from("now", f"After a restart it would come back by {listed([one.value for one in starts], 'start file')}.", starts)


def _from(topic: str, text: str, traces: Sequence[Trace]) -> Sentence:
    evidence = tuple(dict.fromkeys(event for trace in traces for event in trace.evidence))[:MAX_EVIDENCE]
    return Sentence(topic, text, evidence, tuple(dict.fromkeys(alert for trace in traces for alert in trace.alerts))[:MAX_EVIDENCE])


def _unknown(gaps: Sequence[Gap]) -> Iterator[Sentence]:
    for gap in gaps:
        yield Sentence("gap", f"Not known is {_MEANS[gap.phase]}; it would be proved by {clean(gap.proof, 200)}.")


def _times(clock: Clock) -> Iterator[Sentence]:
    begin = clock.breach_ns if clock.breach_ns is not None else clock.attack_ns
    what = "the first hostile success" if clock.breach_ns is not None else "the first attempt"
    yield Sentence("clock", f"From {what}, at {hour(begin)}, to the first alert it took {lasting(clock.known_ns - begin)}.")
    if clock.severe_ns is not None and clock.severe_ns - clock.known_ns >= 1_000_000_000:
        yield Sentence("clock", f"The first alert of Severity 1 came {lasting(clock.severe_ns - begin)} after it.")
    if clock.opened_ns > 0:
        later = lasting(clock.opened_ns - clock.known_ns)
        yield Sentence("clock", f"The incident stood at {hour(clock.opened_ns)}, {later} after the first alert.")
    yield Sentence("clock", _NO_VERDICT)


def text_of(sentences: Iterable[Sentence]) -> str:
    """The story as one text: a paragraph a topic, in order."""
    paragraphs: dict[str, list[str]] = {}
    for sentence in sentences:
        paragraphs.setdefault(sentence.topic, []).append(sentence.text)
    return "\n\n".join(" ".join(texts) for texts in paragraphs.values())
