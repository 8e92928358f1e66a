import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from redshank.server.api import stream
from redshank.server.api.routes.stream import STREAMS_KEY
from redshank.server.store.control import alerts, sessions
from tests.server import story
from tests.server.serve import Server, loopback_socket, serving
from tests.server.site import Site

PATIENCE_S = 20.0
Host = tuple[str, str, str]
Cookies = dict[str, str]


@dataclass(slots=True)
class Live:
    """A server that really listens. beats: how often it looks whether a session is still good."""

    site: Site
    server: Server
    thread: threading.Thread
    port: int

    @contextmanager
    def open(self, cookie: Cookies, **headers: str) -> Iterator[Iterator[dict[str, Any]]]:
        """The events of a stream as they come, heartbeats left out."""
        address = f"http://127.0.0.1:{self.port}"
        client = httpx.Client(base_url=address, cookies=cookie, timeout=PATIENCE_S)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with client, client.stream("GET", "/api/v1/stream", headers=named) as answer:
            assert answer.status_code == 200, answer.read()
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            yield events_in(answer.iter_lines())

    def stop(self) -> float:
        """Stops it as a signal does. Returns after how many seconds it had ended."""
        began = time.monotonic()
        self.server.stop()
        self.thread.join(PATIENCE_S)
        assert not self.thread.is_alive()
        return time.monotonic() - began


def events_in(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """As a browser reads them: fields up to an empty line, comments left out."""
    event: dict[str, Any] = {}
    for line in lines:
        if not line:
            if event.keys() >= {"event", "data"}:
                yield event | {"data": json.loads(event["data"])}
            event = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            assert name in ("event", "data", "id", "retry"), line
            event[name] = value


def only(events: Iterator[dict[str, Any]], name: str) -> Iterator[dict[str, Any]]:
    return (event for event in events if event["event"] == name)


@pytest.fixture
def live(site: Site) -> Iterator[Live]:
    listener = loopback_socket()
    port = listener.getsockname()[1]
    # The address of the settings decides which Host is ours, so it is made after the port is known.
    object.__setattr__(site.parts.settings, "address", f"http://localhost:{port}")
    app = site.app()
    app.state[STREAMS_KEY].heartbeat_s = 0.2
    server = serving(site, app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    made = Live(site, server, thread, port)
    wait_until(lambda: server.started)
    yield made
    made.stop()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "it does not come to that"
        time.sleep(0.01)


@pytest.fixture
def host(site: Site) -> tuple[str, str, str]:
    return site.enrol("web-03")


@pytest.fixture
def cookie(site: Site, live: Live) -> dict[str, str]:
    return site.cookie(site.user("owner"))


def push(site: Site, host: Host, numbers: range) -> None:
    for number in numbers:
        site.tell([(0, story.fresh(number))], host)


def test_new_alert_comes_with_its_revision_and_counts_follow(site: Site, live: Live, host: Host, cookie: Cookies) -> None:
    with live.open(cookie) as events:
        assert next(events)["data"]["states"] == {"open": 0, "acknowledged": 0, "dismissed": 0}
        push(site, host, range(1))
        alert = next(only(events, "alert"))
        assert alert["data"]["revision"] == int(alert["id"]) == 1
        assert next(only(events, "counts"))["data"]["counts"] == {"1": 1, "2": 0, "3": 0}


def test_paused_page_gets_what_it_missed_once(site: Site, live: Live, host: Host, cookie: Cookies) -> None:
    """A page that comes and goes while alerts arrive sees every one of them, in order, and none twice."""
    most = 120
    teller = threading.Thread(target=push, args=(site, host, range(most)))
    teller.start()
    seen: list[int] = []
    last = "0"
    while len(seen) < most:
        with live.open(cookie, Last_Event_ID=last) as events:
            for event in events:
                last = event["id"]
                if event["event"] == "alert":
                    seen.append(event["data"]["revision"])
                    if len(seen) % 17 == 0 or len(seen) == most:
                        break
    teller.join()
    assert seen == list(range(1, most + 1))


def test_alert_that_repeats_comes_again_with_its_new_count(site: Site, live: Live, host: Host, cookie: Cookies) -> None:
    with live.open(cookie) as events:
        next(events)
        for count in (1, 2, 3):
            site.tell([(0, story.BOT | story.connect("203.0.113.66"))], host)
            row = next(event["data"] for event in only(events, "alert") if "known-bad" in event["data"]["title"])
            assert row["count"] == count


def test_page_that_missed_too_much_is_told_to_read_again(
    site: Site, live: Live, host: Host, cookie: Cookies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "MAX_MISSED", 5)
    push(site, host, range(6))
    with live.open(cookie, Last_Event_ID="0") as events:
        first = next(events)
        assert (first["event"], first["data"], first["id"]) == ("resync", {}, "6")
        push(site, host, range(6, 7))
        assert next(only(events, "alert"))["id"] == "7"
    with live.open(cookie, Last_Event_ID="2") as events:
        assert [next(events)["id"] for _ in range(5)] == ["3", "4", "5", "6", "7"]


@pytest.mark.parametrize("last", ["nothing", "-5", "99999999999999999999", "5 5"])
def test_last_event_id_that_is_none_begins_with_what_comes(
    site: Site, live: Live, host: Host, cookie: Cookies, last: str
) -> None:
    push(site, host, range(2))
    with live.open(cookie, Last_Event_ID=last) as events:
        assert next(events)["event"] == "counts"
        push(site, host, range(2, 3))
        assert next(only(events, "alert"))["id"] == "3"


def test_revision_of_a_list_is_where_the_stream_goes_on(site: Site, live: Live, host: Host, cookie: Cookies) -> None:
    push(site, host, range(3))
    with httpx.Client(base_url=f"http://127.0.0.1:{live.port}", cookies=cookie, timeout=PATIENCE_S) as client:
        revision = client.get("/api/v1/alerts").json()["revision"]
        push(site, host, range(3, 5))
        with client.stream("GET", "/api/v1/stream", params={"since": revision}) as answer:
            events = events_in(answer.iter_lines())
            assert [next(events)["id"] for _ in range(2)] == [str(revision + 1), str(revision + 2)]


def test_hostile_texts_break_no_frame(site: Site, live: Live, host: Host, cookie: Cookies) -> None:
    site.tell(story.hostile(), host)
    with site.control.read() as c:
        rows = alerts.since(c, 0)
    with live.open(cookie, Last_Event_ID="0") as events:
        told = [next(events) for _ in rows]
    assert [event["event"] for event in told] == ["alert"] * len(rows)
    assert {event["data"]["user"] for event in told} == {row.user_name for row in rows}


def test_agents_and_enrolments_are_told(site: Site, live: Live, cookie: Cookies) -> None:
    with live.open(cookie) as events:
        next(events)
        token = site.token()
        assert next(only(events, "enrolment"))["data"]["progress"]["state"] == "waiting"
        host = site.enrol("web-09", token)
        assert next(only(events, "agent"))["data"]["name"] == "web-09"
        site.tell(story.break_in(), host)
        for event in only(events, "enrolment"):
            agents = event["data"]["progress"]["agents"]
            if agents and agents[0]["first_severity_1_at"]:
                break


def test_viewer_hears_no_command_lines_and_nothing_of_enrolments(site: Site, live: Live, host: Host) -> None:
    cookie = site.cookie(site.user("viewer"))
    with live.open(cookie) as events:
        next(events)
        site.token()
        push(site, host, range(1))
        told = []
        for event in events:
            told.append(event)
            if event["event"] == "counts":
                break
    assert "enrolment" not in {event["event"] for event in told}
    assert "module0" not in json.dumps(told)


def test_stream_ends_when_its_session_does(site: Site, live: Live, cookie: Cookies) -> None:
    with live.open(cookie) as events:
        next(events)
        with site.control.write() as c:
            sessions.end_all(c, "owner")
        assert [event for event in events if event["event"] != "counts"] == []
    refused = httpx.get(f"http://127.0.0.1:{live.port}/api/v1/stream", cookies=cookie)
    assert refused.status_code == 401


def test_too_many_streams_of_one_session_are_refused(
    site: Site, live: Live, cookie: Cookies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "MAX_PER_SESSION", 2)
    address = f"http://127.0.0.1:{live.port}/api/v1/stream"
    with live.open(cookie) as one, live.open(cookie) as two:
        next(one)
        next(two)
        refused = httpx.get(address, cookies=cookie)
        assert (refused.status_code, refused.json()["kind"]) == (429, "limited")
        assert refused.headers["Retry-After"]
        with live.open(site.cookie("owner")) as other:
            next(other)
    wait_until(lambda: site.parts.hub.listening == 0)
    with live.open(cookie) as again:
        next(again)


def test_counts_come_at_most_four_times_a_second(site: Site, live: Live, host: Host, cookie: Cookies) -> None:
    with live.open(cookie) as events:
        next(events)
        began = time.monotonic()
        teller = threading.Thread(target=push, args=(site, host, range(60)))
        teller.start()
        told = []
        for event in events:
            told.append(event["event"])
            if told.count("alert") == 60:
                break
        teller.join()
        assert told.count("counts") <= (time.monotonic() - began) / stream.COUNTS_S + 2


def test_server_stops_at_once_with_streams_open(site: Site, live: Live, cookie: Cookies) -> None:
    """Without the hub's close it would wait for every page to go away by itself."""
    opened = [live.open(cookie) for _ in range(12)]
    streams = [one.__enter__() for one in opened]
    for events in streams:
        next(events)
    assert site.parts.hub.listening == 12
    assert live.stop() < live.server.config.timeout_graceful_shutdown  # type: ignore[operator]
    for events, one in zip(streams, opened, strict=True):
        assert list(only(events, "alert")) == []
        one.__exit__(None, None, None)
