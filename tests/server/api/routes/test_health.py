import httpx

from tests.server.site import Site


def test_healthy_server_says_ok_to_anybody(stranger: httpx.Client) -> None:
    answer = stranger.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"state": "ok", "detail": ""})


def test_store_that_cannot_answer_is_said_without_details(site: Site, stranger: httpx.Client) -> None:
    site.control.close()
    answer = stranger.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"state": "degraded", "detail": "control store: closed"})


def test_metrics_are_for_those_who_run_the_server(owner: httpx.Client) -> None:
    answer = owner.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
