"""What the verbs of `redshank suppressions` do, on the data folder of a server."""

import argparse
import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from redshank.analysis.detect.suppression import Suppression, to_sigma
from redshank.cli.detection import warn_line
from redshank.cli.output import Output, json_line, open_output
from redshank.cli.suppressions import text
from redshank.cli.suppressions.options import parts_of
from redshank.cli.suppressions.place import control_of, detection_of, events_of, settings_of
from redshank.core.errors import ConfigError, InputError

if TYPE_CHECKING:  # an agent's install has no server libraries: each action loads what it needs
    from redshank.server.settings import ServerSettings
    from redshank.server.store.control.database import Control
    from redshank.server.store.control.suppressions import Record
    from redshank.server.suppress.rules import Rules

BY = "command line"
MAX_FILE_BYTES = 1 << 20
HOUR_NS = 3_600 * 10**9
MAX_S = 600.0


@dataclass(frozen=True, slots=True)
class Desk:
    """What a verb works with."""

    arguments: argparse.Namespace
    settings: "ServerSettings"
    control: "Control"
    output: Output
    now_ns: int

    @property
    def rules(self) -> "Rules":
        """The rules that the server judges by; loading them takes a second."""
        from redshank.server.suppress.rules import Rules  # noqa: PLC0415

        engine = detection_of(self.settings, warn_line).engine
        return Rules(tuple(engine.rules.values()), engine.filters.lists)

    def tell(self, flat: dict[str, Any], lines: Iterable[str]) -> None:
        """One answer, in the form asked for."""
        self.output.write([json_line(flat)] if self.output.form == "json" else lines)


def run(arguments: argparse.Namespace) -> int:
    """0, or 1 where something is refused. Raises RedshankError."""
    settings = settings_of(arguments)
    verbs = {
        "list": _list, "show": _show, "propose": _propose, "dry-run": _try, "add": _add, "revoke": _change, "revert": _change,
        "extend": _change, "export": _export, "import": _import,
    }  # fmt: skip
    with control_of(settings) as control:
        desk = Desk(arguments, settings, control, open_output(arguments.format, os.environ), time.time_ns())
        try:
            return verbs[arguments.verb](desk)
        except InputError as error:
            if error.kind == "refused":
                warn_line(str(error))
                return 1
            raise ConfigError(f"suppressions {arguments.verb}: {error}") from error


def _list(desk: Desk) -> int:
    from redshank.server.store.control import suppressions  # noqa: PLC0415

    with desk.control.read() as c:
        records = suppressions.all_suppressions(c)
    for record in records:
        desk.tell(text.row_flat(record, desk.now_ns), [text.row_line(record, desk.now_ns)])
    return 0


def _show(desk: Desk) -> int:
    from redshank.server.store.control import suppressions  # noqa: PLC0415

    record = _meant(desk)
    with desk.control.read() as c:
        history = suppressions.history(c, record.id)
    sigma = to_sigma(record.version.suppression)
    flat = text.row_flat(record, desk.now_ns) | {"sigma": sigma, "history": [text.version_flat(one) for one in history]}
    desk.tell(flat, [text.row_line(record, desk.now_ns), *map(text.version_line, history), "", sigma.rstrip()])
    return 0


def _propose(desk: Desk) -> int:
    from redshank.server.suppress import signing  # noqa: PLC0415

    with desk.control.read() as c:
        made = signing.proposal(c, desk.arguments.alert, desk.rules)
    desk.tell(text.proposal_flat(made), text.proposal_lines(made))
    if made.refusal:
        warn_line(f"refused: {made.refusal}")
    return 1 if made.refusal else 0


def _try(desk: Desk) -> int:
    from redshank.server.suppress import dry_run, kept_alerts, signing  # noqa: PLC0415

    rules = desk.rules
    one = _wished(desk, rules, "a dry run, signed off by nobody")
    with desk.control.read() as c:
        refused, kept = signing.dangers(c, one, rules, desk.now_ns), kept_alerts.vanished(c, one)
    found = None
    if desk.arguments.events:
        asked = dry_run.Asked(desk.now_ns - desk.arguments.events * HOUR_NS, desk.now_ns, max_s=MAX_S)
        with events_of(desk.settings) as events:
            found = dry_run.of_suppression(events, one, rules, asked, _progress)
    lines = [*text.trial_lines(one, refused, kept), *(text.found_lines(found, "hidden") if found else ())]
    desk.tell(text.trial_flat(one, refused, kept, found), lines)
    return 1 if refused else 0


def _add(desk: Desk) -> int:
    from redshank.server.suppress import signing  # noqa: PLC0415

    rules = desk.rules
    one = _wished(desk, rules, desk.arguments.reason)
    with desk.control.write() as c:
        record = signing.sign(c, one, signing.dangers(c, one, rules, desk.now_ns), signing.Actor(BY, desk.now_ns))
    return _told(desk, record)


def _change(desk: Desk) -> int:
    from redshank.server.suppress import signing  # noqa: PLC0415

    act = signing.Act(desk.arguments.verb, desk.arguments.reason, getattr(desk.arguments, "days", 0))
    record, rules = _meant(desk), desk.rules
    with desk.control.write() as c:
        changed = signing.change(c, record.id, act, signing.Actor(BY, desk.now_ns), rules)
    return _told(desk, changed)


def _export(desk: Desk) -> int:
    from redshank.server.store.control import suppressions  # noqa: PLC0415

    with desk.control.read() as c:
        active = [one.version.suppression for one in suppressions.all_suppressions(c) if one.state(desk.now_ns) == "active"]
    if desk.output.form == "json":
        desk.output.write(json_line({"sigma": to_sigma(one)}) for one in active)
    elif active:
        desk.output.write(["---\n".join(map(to_sigma, active)).rstrip()])
    return 0


def _import(desk: Desk) -> int:
    from redshank.server.suppress import signing  # noqa: PLC0415

    rules, actor = desk.rules, signing.Actor(BY, desk.now_ns)
    wanted = signing.imported(_read(desk.arguments.file), desk.arguments.file, actor, rules)
    with desk.control.write() as c:
        records = [signing.sign(c, one, signing.dangers(c, one, rules, desk.now_ns), actor, "import") for one in wanted]
    for record in records:
        _told(desk, record)
    return 0


def _wished(desk: Desk, rules: "Rules", reason: str) -> Suppression:
    """The suppression that the command line asks for. Raises ConfigError, InputError."""
    from redshank.server.suppress import signing  # noqa: PLC0415

    given, parts = desk.arguments, parts_of(desk.arguments.field)
    if bool(given.alert) == bool(given.rule):
        raise ConfigError(f"suppressions {given.verb}: name either an alert, or a rule by --rule")
    if given.rule:
        rule_id = rule.id if (rule := rules.find(given.rule)) else given.rule
    else:
        with desk.control.read() as c:
            made = signing.proposal(c, given.alert, rules)
        if made.refusal:
            raise InputError(f"refused: {made.refusal}", "refused")
        rule_id = made.alert.rule_id
        parts = parts or tuple(one.part for one in made.fields if one.is_ticked)
    wish = signing.Wish(rule_id, parts, reason, getattr(given, "days", 1), tuple(given.host))
    return signing.wished(wish, signing.Actor(BY, desk.now_ns), rules)


def _meant(desk: Desk) -> "Record":
    """The one suppression whose id begins as given. Raises InputError."""
    from redshank.server.store.control import suppressions  # noqa: PLC0415

    with desk.control.read() as c:
        found = [one for one in suppressions.all_suppressions(c) if one.id.startswith(desk.arguments.id)]
    if len(found) != 1:
        how_many = len(found) or "no"
        raise InputError(f"'{desk.arguments.id}' begins {how_many} suppression's id: see 'redshank suppressions list'", "not_found")
    return found[0]


def _told(desk: Desk, record: "Record") -> int:
    desk.tell(text.row_flat(record, desk.now_ns), [text.row_line(record, desk.now_ns)])
    return 0


def _progress(found: Any) -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f"\r{found.looked_at} events looked at of {found.stored} ")
        sys.stderr.write("\n" if found.complete else "")
        sys.stderr.flush()


def _read(name: str) -> str:
    try:
        if name == "-":
            return sys.stdin.read(MAX_FILE_BYTES)
        with open(name, encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123  a name as it was given
            return file.read(MAX_FILE_BYTES)
    except OSError as error:
        raise ConfigError(f"cannot read {name}: {error.strerror}") from error
