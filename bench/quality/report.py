"""The result for people, and as JSON."""

from collections.abc import Sequence
from typing import Any

from bench.quality.score import WANTED, Seen, grades, noise


def text(seen: Sequence[Seen], every: bool) -> str:
    """Recall by clarity, what was missed, and what ordinary work drew. every: each act with its alerts too."""
    lines = [*_recall(seen), *_missed(seen), *_noise(seen), *_broken(seen)]
    if every:
        lines += [line for one in seen for line in _act(one)]
    return "\n".join(lines)


def document(seen: Sequence[Seen]) -> dict[str, Any]:
    """The same as one JSON object."""
    quiet = noise(seen)
    return {
        "grades": [
            {"signal": one.signal, "worst": one.worst, "acts": one.acts, "right": one.right, "any": one.any, "recorded": one.recorded}
            for one in grades(seen)
        ],
        "ordinary": {"scripts": quiet.scripts, "execs": quiet.execs, "pairs": quiet.pairs, "loud": quiet.loud},
        "acts": [_flat(one) for one in seen],
    }


def _flat(one: Seen) -> dict[str, Any]:
    return {
        "id": one.act.id, "technique": one.act.technique, "signal": one.act.signal, "status": one.ran.status, "code": one.ran.code,
        "events": dict(one.events), "right": bool(one.act.technique) and one.right(WANTED.get(one.act.signal, 3)),
        "alerts": [{"rule": fired.rule, "severity": fired.severity, "techniques": fired.techniques} for fired in one.fired.values()],
    }  # fmt: skip


def _recall(seen: Sequence[Seen]) -> list[str]:
    found = grades(seen)
    rows = [
        f"{grade.signal:14} {grade.acts:5} {_of(grade.right, grade.acts)} {_of(grade.any, grade.acts)} {grade.recorded:9}   1-{grade.worst}"
        for grade in found
    ]
    return ["signal          acts   right technique        any alert  recorded   severity", *rows] if found else []


def _of(count: int, whole: int) -> str:
    return f"{count:10} ({100 * count / whole:3.0f} %)"


def _missed(seen: Sequence[Seen]) -> list[str]:
    missed = [one for one in seen if one.act.signal in ("high", "medium") and not one.right(WANTED[one.act.signal])]
    lines = [f"  {one.act.signal:7} {one.act.id:44} {one.act.technique:10} {_fired(one) or 'no alert'}" for one in missed]
    unseen = [f"  {one.act.id}" for one in seen if not one.events]
    return [
        *(["", "missed:", *lines] if lines else []),
        *(["", "no event recorded:", *unseen] if unseen else []),
    ]


def _noise(seen: Sequence[Seen]) -> list[str]:
    quiet = noise(seen)
    if not quiet.scripts:
        return []
    rows = [
        f"  severity 1-{worst}: {quiet.loud[worst]} scripts of {quiet.scripts}, {quiet.per_thousand(worst):.1f} alerts for 1,000 of"
        f" {quiet.execs:,} programs started"
        for worst in (1, 2, 3)
    ]
    loud = [f"  {one.act.id:44} {_fired(one)}" for one in seen if one.act.ordinary and one.fired]
    return ["", "ordinary work:", *rows, *loud]


def _broken(seen: Sequence[Seen]) -> list[str]:
    broken = [one for one in seen if one.ran.status in ("harness", "timeout")]
    return (
        ["", "did not run as it should:", *(f"  {one.act.id} {one.ran.status} {one.ran.output[-160:]!r}" for one in broken)]
        if broken
        else []
    )


def _act(one: Seen) -> list[str]:
    kinds = ", ".join(f"{kind} {count}" for kind, count in one.events.most_common())
    return ["", f"{one.act.id} [{one.act.technique} {one.act.signal}] {one.ran.status}: {kinds}", f"  {_fired(one) or 'no alert'}"]


def _fired(one: Seen) -> str:
    ordered = sorted(one.fired.values(), key=lambda fired: (fired.severity, fired.rule))
    return "; ".join(f"{fired.severity} {fired.rule} [{' '.join(fired.techniques)}]" for fired in ordered)
