"""What makes a suppression dangerous. A dangerous one is refused, with the reason; there is no way around it.

A suppression that an intruder could walk through is worse than the noise it takes away: so it has to name something
selective, nothing that anybody may write, and no step of an attack that is known.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from redshank.analysis.detect.attack_steps import STEPS
from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.match import Lists
from redshank.analysis.detect.selftest import firing_examples, needed_rules
from redshank.analysis.detect.sigma.filter import is_protected
from redshank.analysis.detect.sigma.link import silent_ids
from redshank.analysis.detect.sigma.load import RuleSet
from redshank.analysis.detect.sigma.tree import AnyRule
from redshank.analysis.detect.suppression import (
    DAY_NS,
    MAX_DAYS,
    MAX_REASON,
    MIN_REASON,
    STABLE,
    Part,
    Suppression,
    holds,
    part_holds,
    value_of,
)
from redshank.events import Event

SHARED_PROGRAMS = frozenset(
    """
    sh bash dash zsh ksh ash fish busybox env sudo su doas python python2 python3 perl ruby node php lua awk gawk mawk sed find
    xargs cat cp mv rm ln chmod chown tee dd curl wget nc ncat socat ssh scp sshd rsync tar gzip vi vim nano git make crontab cron
    systemd systemctl init login docker containerd runc kubectl apt apt-get dpkg rpm dnf yum insmod modprobe kmod id whoami ps ls
    grep useradd passwd
    """.split()  # noqa: SIM905  read as text it fits on a page
)
"""Programs by which anybody does anything: their name alone tells nothing apart."""
SERVICES = frozenset(
    """
    apache apache2 httpd nginx lighttpd caddy haproxy php-fpm php-cgi java tomcat gunicorn uwsgi uvicorn puma unicorn mysqld
    mariadbd postgres redis-server mongod memcached elasticsearch named dovecot exim4 postfix vsftpd proftpd smbd tomcat9 mono
    beam.smp
    """.split()  # noqa: SIM905
)
"""Programs by which strangers come in: what starts from them is not yet told apart."""
OPEN_FOLDERS = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/home/", "/proc/", "/memfd:")  # noqa: S108  the point of it
"""Where everybody can put a file of any name."""
OWN_FIELDS = ("process.executable", "process.parent.executable", "redshank.script.path", "redshank.target.executable")
"""Fields that name a program: in an open folder, or with a wildcard, anybody can be that program."""
MIN_LITERAL = 8
"""Characters of a pattern that are no wildcard."""
SELECTIVE_FOR_1 = 2
MAX_SHARE = 0.05
MIN_OTHERS = 3
"""So many other kinds of alerts, and this share of all, make it too broad."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why it is refused. kind: a stable word. message: a sentence for people."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a suppression is judged against. rules: all in force. seen: rule and event of alerts that are kept, newest first."""

    rules: Sequence[AnyRule]
    lists: Lists
    seen: Sequence[tuple[str, Event]] = ()


def refusals(one: Suppression, known: Known, now_ns: int) -> list[Refusal]:
    """Every reason to refuse it, the plainest first; none where it may be."""
    rule = next((rule for rule in known.rules if rule.id == one.rule_id), None)
    if rule is None:
        return [Refusal("no_rule", f"no rule with the id {one.rule_id} is in force")]
    if is_protected(rule):
        return [Refusal("protected", f"'{rule.title}' guards the watch itself: its alerts are never suppressed")]
    if rule.id in silent_ids(known.rules):
        return [Refusal("silent", f"'{rule.title}' alerts only by way of a correlation: suppress that one's alerts")]
    found = [*_undated(one, now_ns), *_unselective(one, rule)]
    if not found:
        found = [*_broad(one, known), *_of_tests(one, rule, known), *_of_attacks(one, rule, known)]
    return found


def weakness(part: Part) -> str:
    """Why a part tells nothing apart by itself; "" where it does."""
    if not STABLE.get(part.field):
        return "many different things share it"
    if part.is_pattern and len(part.value.replace("*", "").replace("/", "")) < MIN_LITERAL:
        return f"under {MIN_LITERAL} characters that are no wildcard"
    if part.is_pattern and part.value.split("*", 1)[0].count("/") < MIN_OTHERS - 1:
        return "the wildcard stands too near the root"
    if part.field in OWN_FIELDS and (crowd := _crowd(part.value)):
        return "anybody uses this program" if crowd is SHARED_PROGRAMS else "strangers come in by this program"
    if part.field == "process.command_line" and len(part.value.split()) < MIN_OTHERS - 1:
        return "a command without arguments"
    return ""


def _undated(one: Suppression, now_ns: int) -> Iterable[Refusal]:
    if not MIN_REASON <= len(one.reason.strip()) <= MAX_REASON:
        yield Refusal("reason", f"say why in {MIN_REASON} to {MAX_REASON} characters: others will read it")
    if one.expires_ns <= now_ns:
        yield Refusal("expired", "it would be over already: give an end in the future")
    elif one.expires_ns > now_ns + MAX_DAYS * DAY_NS:
        yield Refusal("too_long", f"it may last {MAX_DAYS} days at most, and be extended then")


def _unselective(one: Suppression, rule: AnyRule) -> Iterable[Refusal]:
    for part in one.parts:
        if part.field in OWN_FIELDS and part.is_pattern:
            yield Refusal("wildcard", f"{part.field} may have no wildcard: anybody could be a program of such a name")
        if part.field in OWN_FIELDS and part.value.startswith(OPEN_FOLDERS):
            yield Refusal("open_folder", f"{part.value} lies where everybody can put a program of that name")
        if part.is_pattern and part.value.strip("*") == "":
            yield Refusal("wildcard", f"{part.field} is nothing but a wildcard")
    strong = [part for part in one.parts if not weakness(part)]
    selective = [part for part in one.parts if STABLE[part.field]]
    if not strong:
        weak = "; ".join(f"{part.field} = {part.value[:80]}: {weakness(part)}" for part in one.parts)
        yield Refusal("too_broad", f"nothing in it tells this activity from others ({weak})")
    elif rule.severity == 1 and len(selective) < SELECTIVE_FOR_1:
        yield Refusal("too_broad", f"'{rule.title}' is of Severity 1: name at least {SELECTIVE_FOR_1} of {', '.join(_selective_names())}")


def _selective_names() -> list[str]:
    return [field for field, is_selective in STABLE.items() if is_selective]


def _broad(one: Suppression, known: Known) -> Iterable[Refusal]:
    """Whether what it describes does many other things that were alerts too."""
    kinds = {(rule_id, event.process_executable or ""): event for rule_id, event in known.seen if rule_id != one.rule_id}
    same = [rule_id for (rule_id, _), event in kinds.items() if holds(one.parts, event)]
    if len(same) >= MIN_OTHERS and len(same) > MAX_SHARE * len(kinds):
        titles = {rule.id: rule.title for rule in known.rules}
        shown = "; ".join(titles.get(rule_id, rule_id) for rule_id in sorted(set(same))[:3])
        yield Refusal("too_broad", f"it describes {len(same)} of {len(kinds)} other kinds of alerts too, among them: {shown}")


def _of_tests(one: Suppression, rule: AnyRule, known: Known) -> Iterable[Refusal]:
    """Whether it would hide one of the acts that the rule's own tests say it is for."""
    for name, events in firing_examples(rule, known.rules):
        if all(could_be(one.parts, event) for event in events):
            yield Refusal("known_attack", f"it would hide what the rule is for: '{name}' (of the rule's own tests)")
            return


def _of_attacks(one: Suppression, rule: AnyRule, known: Known) -> Iterable[Refusal]:
    """Whether it would hide a step of a known attack that this rule sees."""
    hidden = [step for step in STEPS if all(could_be(one.parts, event) for event in step.events())]
    for step in hidden:
        if fires_on(rule, step.events(), known):
            yield Refusal("known_attack", f"it would hide a step of the known attack {step.attack}: {step.name}")
            return


def fires_on(rule: AnyRule, events: Sequence[Event], known: Known) -> bool:
    """Whether a rule, with those it names, alerts on these events."""
    clock: Callable[[], int] = lambda: max(event.timestamp for event in events)  # noqa: E731
    engine = Engine(needed_rules(rule, RuleSet(tuple(known.rules))), lists=known.lists, clock=clock)
    return any(alert.rule_id == rule.id for alert in engine.detect(events))


def could_be(parts: Sequence[Part], event: Event) -> bool:
    """Whether the parts may hold for an act of which the event tells only what matters. What it leaves out could be anything.

    At least one selective part has to be told and to hold: else nothing is compared.
    """
    told = [(part, value) for part in parts if (value := value_of(part.field, event)) is not None]
    return all(_could_hold(part, value) for part, value in told) and any(STABLE[part.field] for part, _ in told)


def _could_hold(part: Part, value: str) -> bool:
    """As it is told, or by another program of the same kind: an intruder takes dash as well as bash, nginx as well as apache2."""
    if part_holds(part, value):
        return True
    return part.field in OWN_FIELDS and (crowd := _crowd(part.value)) is not None and _crowd(value) is crowd


def _crowd(path: str) -> frozenset[str] | None:
    """The programs of whose kind this one is, where it tells nothing apart."""
    name = path.rpartition("/")[2]
    names = {name, name.rstrip("0123456789.-")}
    return next((crowd for crowd in (SHARED_PROGRAMS, SERVICES) if names & crowd), None)
