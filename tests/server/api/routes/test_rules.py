from dataclasses import replace
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.reasons import reasons
from redshank.analysis.detection import Detection
from redshank.server.store.control import baselines
from tests.analysis.detect.writing import load_all, rule_text
from tests.generated import build
from tests.server.api.conftest import BASE
from tests.server.site import Site, open_site

DAY = 86_400 * 10**9
SHELL = rule_text("s: {Image|endswith: /sh, CommandLine|contains: secret}\ncondition: s", name="shell")
MANY = "title: Many\nid: many\ncorrelation: {type: event_count, rules: [shell], group-by: [host.id], timespan: 5m, condition: {gte: 4}}\n"
NEW = rule_text("s: {User: root}\ncondition: s", name="new", more="redshank: {first_seen: {fields: [Image, CommandLine|exact]}}\n")
ANYWHERE = rule_text("s: {User: root}\ncondition: s", name="anywhere", more="redshank: {first_seen: {fields: [Image], per: fleet}}\n")


@pytest.fixture
def small(tmp_path, clock):
    """A server with four rules."""
    engine = Engine(load_all(SHELL, MANY, NEW, ANYWHERE), clock=clock.wall_ns)
    made = open_site(tmp_path, found=Detection(engine, 4, ()), clock=clock)
    made.parts = replace(made.parts, whole_rule=engine.rules.get, reasons=lambda id_, event: reasons_of(engine, id_, event))
    engine.novelty.keep_changes()
    yield made
    made.close()


def reasons_of(engine: Engine, rule_id: str, event: Any) -> Any:
    return reasons(engine.remembered(), engine.rules[rule_id], event) if rule_id in engine.rules else None


def happen(site: Site, host: tuple[str, str, str], number: int, **fields: Any) -> str:
    """A shell was started; the event's id."""
    plain = {"process_executable": "/bin/sh", "process_command_line": "sh -c secret", "user_name": "root", "event_sequence": number}
    whose = {"host_id": host[0], "host_name": host[1], "agent_id": host[2]}
    event = build.process_exec(timestamp=site.now(), event_id=f"e-{number}", **plain | whose | fields)
    site.take([event])
    with site.control.write() as c:
        baselines.save(c, site.detection.engine.novelty.changes)
    site.detection.engine.novelty.written()
    return f"e-{number}"


def visit(site: Site, role: str) -> httpx.Client:
    client = TestClient(site.app(), base_url=BASE)
    client.cookies.update(site.cookie(site.user(role, f"{role}-1")))
    return client


def ask(client: httpx.Client, path: str, **params: Any) -> dict[str, Any]:
    answer = client.get(f"/api/v1/rules/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_correlation_tells_how_far_it_has_come_and_in_the_end_which_alert_the_event_is_part_of(small: Site) -> None:
    host, client = small.enrol("web-01"), visit(small, "owner")
    ids = [happen(small, host, number) for number in (1, 2, 3)]
    told = ask(client, "many/explain", event=ids[-1])
    assert (told["fired"], told["alert"]) == (False, None)
    assert told["sentence"] == "event_count gte 4 within 5m: 3 of 4 in 5m, needs 4"
    assert [(rule["rule"], rule["depth"], rule["matched"]) for rule in told["rules"]] == [("many", 0, False), ("id-shell", 1, True)]
    happen(small, host, 4)
    told = ask(client, "many/explain", event=ids[0])
    assert (told["fired"], told["alert"]) == (True, "A-1")
    assert told["sentence"] == "fired: the event is part of alert A-1"


def test_clauses_that_failed_are_told_with_values_and_hidden_from_who_may_not_see_command_lines(small: Site) -> None:
    host = small.enrol("web-01")
    event = happen(small, host, 1, process_command_line="sh -c quiet")
    (shell,) = ask(visit(small, "owner"), "id-shell/explain", event=event)["rules"]
    assert [(one["field"], one["value"], one["matched"]) for one in shell["why"]] == [
        ("process.executable", "/bin/sh", True), ("process.command_line", "sh -c quiet", False),
    ]  # fmt: skip
    (shell,) = ask(visit(small, "viewer"), "id-shell/explain", event=event)["rules"]
    assert "quiet" not in str(shell)


def test_baseline_lists_until_when_it_learns_and_what_it_knows(small: Site, clock: Any) -> None:
    host, client = small.enrol("web-01"), visit(small, "owner")
    happen(small, host, 1)
    told = ask(client, "id-new/baseline")
    assert (told["per"], told["fields"], told["learning_s"]) == ("host", ["process.executable", "process.command_line|exact"], 7 * 86_400)
    assert [(one["host"], one["over"]) for one in told["learning"]] == [(host[0], False)]
    assert [(one["host"], one["values"], one["learned"]) for one in told["keys"]] == [(host[0], ["/bin/sh", "sh -c secret"], True)]
    clock.move(8 * DAY)
    happen(small, host, 2, process_executable="/bin/bash")
    client = visit(small, "analyst")  # a session does not last so long
    told = ask(client, "id-new/baseline", host=host[0])
    assert told["learning"][0]["over"]
    assert sorted((one["values"][0], one["learned"]) for one in told["keys"]) == [("/bin/bash", False), ("/bin/sh", True)]
    assert "secret" not in str(ask(visit(small, "viewer"), "id-new/baseline"))
    fleet = ask(client, "id-anywhere/baseline")
    assert (fleet["per"], [one["host"] for one in fleet["learning"]], fleet["keys"][0]["host"]) == ("fleet", [None], None)


def test_pages_of_a_baseline_together_are_all_of_it(small: Site) -> None:
    host, client = small.enrol("web-01"), visit(small, "owner")
    for number in range(7):
        happen(small, host, number + 1, process_executable=f"/bin/{'x' * (number + 1)}")
    found, cursor = [], None
    while True:
        page = ask(client, "id-new/baseline", limit=3, **({"cursor": cursor} if cursor else {}))
        found += [one["values"][0] for one in page["keys"]]
        if (cursor := page["next"]) is None:
            break
    assert sorted(found) == [f"/bin/{'x' * (number + 1)}" for number in range(7)]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("id-shell/explain?event=nothing", 404), ("nobody/explain?event=e-1", 404), ("id-shell/explain", 400),
        ("id-shell/baseline", 404), ("nobody/baseline", 404), ("id-new/baseline?cursor=x", 400), ("id-new/baseline?limit=0", 400),
    ],
)  # fmt: skip
def test_what_is_not_there_or_wrongly_asked_is_refused(small: Site, path: str, status: int) -> None:
    happen(small, small.enrol("web-01"), 1)
    assert visit(small, "owner").get(f"/api/v1/rules/{path}").status_code == status


@pytest.mark.parametrize("path", ["id-shell/explain?event=e-1", "id-new/baseline"])
def test_strangers_and_auditors_see_nothing(small: Site, path: str) -> None:
    assert TestClient(small.app(), base_url=BASE).get(f"/api/v1/rules/{path}").status_code == 401
    assert visit(small, "auditor").get(f"/api/v1/rules/{path}").status_code == 403
