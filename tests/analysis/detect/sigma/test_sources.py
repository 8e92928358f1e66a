import pytest

from redshank.analysis.detect.sigma.sources import ANY_LOG, CATEGORIES, LOG_TYPES, event_types, field_source, keyword_sources
from redshank.analysis.detect.sigma.tree import Attribute, Fixed
from redshank.events import BY_NAME


@pytest.mark.parametrize(
    ("source", "types"),
    [
        (("process_creation", "linux", ""), ("process.exec",)),
        (("file_event", "linux", ""), ("file.create", "file.modify", "file.rename")),
        (("network_connection", "", ""), ("net.connect", "net.accept")),
        (("", "linux", "sshd"), LOG_TYPES),
        (("", "linux", ""), ANY_LOG),
        (("webserver", "", ""), ("log.web",)),
        (("webserver", "apache", ""), ("log.web",)),
        (("", "apache", ""), ANY_LOG),
        (("", "linux", "nginx"), ANY_LOG),
        (("", "linux", "redshank"), tuple(BY_NAME)),
    ],
)
def test_log_source_means_event_types(source, types):
    assert event_types(*source) == types


def test_every_event_type_of_a_category_exists():
    assert {name for types in CATEGORIES.values() for name in types} <= set(BY_NAME)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (("process_creation", "windows", ""), "no source here: product 'windows' is not watched, only linux"),
        (("proces_creation", "linux", ""), "no source here: unknown category 'proces_creation' (did you mean 'process_creation'?)"),
        (("", "linux", "ssshd"), "no source here: unknown service 'ssshd' (did you mean 'sshd'?)"),
        (("", "", ""), "the log source names neither product, category nor service"),
    ],
)
def test_log_source_that_is_not_here_is_told_apart(source, sentence):
    with pytest.raises(ValueError, match="no") as found:
        event_types(*source)
    assert str(found.value) == sentence


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CommandLine", Attribute("process.command_line", "process_command_line", "text")),
        ("commandline", Attribute("process.command_line", "process_command_line", "text")),
        ("user.id", Attribute("user.id", "user_id", "number")),
        ("process.args", Attribute("process.args", "process_args", "texts")),
        ("process.args[2]", Attribute("process.args[2]", "process_args", "text", 2)),
        ("process.ancestors", Attribute("process.ancestors", "process_ancestors", "texts")),
        ("redshank.swept", Attribute("redshank.swept", "swept", "truth")),
        ("event.action", Fixed("event.action", ("process.exec",))),
        ("DestinationIp", Fixed("destination.ip", (), "address")),
    ],
)
def test_name_means_a_field_of_the_type(name, expected):
    assert field_source(name, "process.exec") == expected


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("Imge", "unknown field 'Imge' (did you mean 'Image'?)"), ("Image[1]", "field 'Image' is no list, so it has no element [1]")],
)
def test_unknown_name_says_so(name, sentence):
    with pytest.raises(KeyError) as found:
        field_source(name, "process.exec")
    assert found.value.args[0] == sentence


def test_keywords_are_looked_for_in_the_message_or_in_what_describes_the_act():
    assert [source.name for source in keyword_sources("log.line")] == ["message"]
    assert [source.name for source in keyword_sources("process.exec")] == ["process.command_line", "process.executable"]
    assert [source.name for source in keyword_sources("file.open")] == ["process.command_line", "process.executable", "file.path"]


@pytest.mark.parametrize("name", ["cs-method", "cs-uri-query", "cs-uri-stem", "c-uri", "c-useragent", "cs-referer", "sc-status", "c-ip"])
def test_names_of_web_server_rules_are_fields_of_a_request(name):
    assert isinstance(field_source(name, "log.web"), Attribute)
