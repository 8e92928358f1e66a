from redshank.core.clock import FixedClock
from redshank.server.api.enrolment import install_command, progress_of, token_row
from redshank.server.api.parts import ApiSettings
from redshank.server.store.control import tokens
from tests.server import story
from tests.server.site import Site


def test_token_is_no_part_of_the_command() -> None:
    command = install_command(ApiSettings("https://192.0.2.1:8765", loopback=False, pin="sha256/abc"))
    assert "--pin sha256/abc" in command
    assert "--token-file -" in command
    assert "rsenr_" not in command
    assert "--pin" not in install_command(ApiSettings("http://localhost:8765"))


def test_stopwatch_runs_from_waiting_to_the_first_severity_1(site: Site, clock: FixedClock) -> None:
    site.user("owner")
    token = site.token()

    def seen() -> tuple[str, list[bool]]:
        with site.control.read() as c:
            progress = progress_of(c, token[0], site.now())
        assert progress
        marks = [(a.first_event_at, a.first_alert_at, a.first_severity_1_at) for a in progress.agents]
        return progress.state, [mark is not None for agent in marks for mark in agent]

    assert seen() == ("waiting", [])
    host = site.enrol("web-09", token)
    assert seen() == ("enrolled", [False, False, False])
    site.tell([(0, story.run("true", 800))], host)
    assert seen() == ("enrolled", [True, False, False])
    site.tell(story.break_in(), host)
    assert seen() == ("enrolled", [True, True, True])


def test_token_nobody_used_is_over_after_its_time(site: Site, clock: FixedClock) -> None:
    token_id, _ = site.token()
    clock.move(3601 * 1_000_000_000)
    with site.control.read() as c:
        progress, token = progress_of(c, token_id, site.now()), tokens.get(c, token_id)
        assert progress_of(c, "nothing", site.now()) is None
    assert progress and progress.state == "expired"
    assert token and token_row(token, site.now()).state == "expired"
