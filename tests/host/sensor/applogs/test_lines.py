import pytest

from redshank.events._generated.types import LogLine, LogWeb
from redshank.host.sensor.applogs.lines import event_of, program_of

LINE = '192.0.2.7 - - [10/Oct/2026:13:55:36 -0700] "GET /x?y=1 HTTP/1.1" 503 12 "-" "() { :; }; echo"'


def test_web_request_has_what_rules_for_web_servers_ask_for() -> None:
    event = event_of(LINE, "/var/log/nginx/access.log", 5, swept=False)
    assert isinstance(event, LogWeb)
    assert (event.http_request_method, event.url_path, event.url_query, event.http_response_status_code) == ("GET", "/x", "y=1", 503)
    assert (event.user_agent_original, event.source_ip, event.event_outcome) == ("() { :; }; echo", "192.0.2.7", "failure")
    assert (event.message, event.log_syslog_appname, event.swept) == (LINE, "nginx", None)


def test_other_line_stays_a_line_with_the_time_it_was_read() -> None:
    event = event_of("/srv/x: Win.Trojan.Agent FOUND", "/var/log/clamav/clamav.log", 5, swept=True)
    assert isinstance(event, LogLine)
    assert (event.timestamp, event.log_syslog_appname, event.swept) == (5, "clamav", True)


def test_texts_are_cut_to_the_bounds_of_their_fields() -> None:
    event = event_of(LINE.replace("/x?y=1", "/" + "a" * 9000 + "?" + "b" * 9000).replace("echo", "c" * 9000), "/l", 5, swept=False)
    assert isinstance(event, LogWeb)
    texts = (event.url_original, event.url_path, event.url_query, event.user_agent_original)
    assert [len(text or "") for text in texts] == [4096, 4096, 4096, 2048]


PLACES = [("/var/log/vsftpd.log", "vsftpd"), ("/srv/app/access.log", "access"), ("/var/log/apache2/x.log", "apache2")]


@pytest.mark.parametrize(("path", "name"), PLACES)
def test_program_is_named_by_the_place_of_its_log(path: str, name: str) -> None:
    assert program_of(path) == name
