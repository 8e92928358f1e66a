import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.detect.normal import domain_of, network_of, normal, pattern_of
from tests.generated import build


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("/tmp/tmp.k3Jx9Q2a/run", "/tmp/tmp.*/run"),
        ("/tmp/tmpk3jx9q2a", "/tmp/tmp*"),
        ("/var/tmp/build-Ab12Cd/cc1", "/var/tmp/build-*/cc#"),
        ("/usr/lib/python3.11/x.py", "/usr/lib/python#/x.py"),
        ("/usr/bin/php8.2", "/usr/bin/php#"),
        ("/var/lib/docker/6f1ed002ab5595859014ebf0951522d9/x", "/var/lib/docker/*/x"),
        ("/run/6f1c7c0e-0000-4000-8000-000000000001", "/run/*"),
        ("/memfd:x (deleted)", "/memfd:x"),
        ("/proc/4711/fd/3", "/proc/#/fd/#"),
        ("/usr/sbin/apache2", "/usr/sbin/apache#"),
        ("/usr/bin/facade", "/usr/bin/facade"),
        ("/tmp/install.sh", "/tmp/install.sh"),
    ],
)
def test_what_changes_from_run_to_run_is_left_out(written, pattern):
    assert pattern_of(written) == pattern


@pytest.mark.parametrize(
    ("written", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("no address", "no address"),
    ],
)
def test_address_is_read_as_its_network(written, network):
    assert network_of(written) == network


@pytest.mark.parametrize(
    ("written", "domain"),
    [
        ("a.b.Example.org.", "example.org"),
        ("shop.example.co.uk", "example.co.uk"),
        ("example.de", "example.de"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_name_is_read_as_its_registered_part(written, domain):
    assert domain_of(written) == domain


@given(st.text(max_size=200))
def test_pattern_of_a_pattern_is_itself_where_no_number_is_left(text):
    found = pattern_of(text)
    assert not any(character in "0123456789" for character in found)
    assert len(found) <= len(text)


def test_users_are_compared_as_they_are_and_programs_by_pattern():
    event = build.process_exec(user_name="user17", process_executable="/opt/app-1.2/run", process_args=["run", "--id", "99"])
    assert normal("user.name", "", event) == "user17"
    assert normal("process.executable", "", event) == "/opt/app-#/run"
    assert normal("process.executable", "exact", event) == "/opt/app-1.2/run"
    assert normal("process.args", "", event) == "run --id #"
    assert normal("file.path", "", event) == "", "a field that the event has not"
