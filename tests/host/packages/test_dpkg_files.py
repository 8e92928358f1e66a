from hypothesis import given
from hypothesis import strategies as st

from redshank.host.packages.dpkg_files import digest_in, has_line, parse_diversions, parse_status

SUM = "0123456789abcdef0123456789abcdef"
STATUS = f"""Package: tool
Status: install ok installed
Architecture: amd64
Version: 1.2-3
Conffiles:
 /etc/tool.conf {SUM}
 /etc/old.conf {SUM} obsolete
 nonsense
Description: a tool
 with /etc/not.conf {SUM}

Package: lib
Architecture: all
Version: 2
"""


def lines(text: str) -> list[bytes]:
    return text.encode().splitlines(keepends=True)


def test_versions_and_configuration_files_of_packages() -> None:
    found = parse_status(iter(lines(STATUS)))
    assert found.versions == {"tool": "1.2-3", "tool:amd64": "1.2-3", "lib": "2", "lib:all": "2"}
    assert found.conffiles == {"/etc/tool.conf": SUM, "/etc/old.conf": SUM}


@given(st.lists(st.binary(max_size=40).map(lambda line: line + b"\n"), max_size=20))
def test_any_bytes_are_read(garbage: list[bytes]) -> None:
    parse_status(iter(garbage))
    parse_diversions(b"".join(garbage))
    assert digest_in(b"".join(garbage), "/usr/bin/tool") == ""


def test_diversions_both_ways() -> None:
    there, back = parse_diversions(b"/usr/bin/a\n/usr/bin/a.real\npkg\n/b\n/b.x\n:\n/cut\n")
    assert there == {"/usr/bin/a": ("/usr/bin/a.real", "pkg"), "/b": ("/b.x", ":")}
    assert back == {"/usr/bin/a.real": ("/usr/bin/a", "pkg"), "/b.x": ("/b", ":")}


def test_digest_of_exactly_this_path() -> None:
    sums = f"{SUM}  usr/bin/tool\n{SUM[::-1]}  usr/bin/tool2\nshort  usr/bin/x\n".encode()
    assert digest_in(sums, "/usr/bin/tool") == SUM and digest_in(sums, "/usr/bin/tool2") == SUM[::-1]
    assert digest_in(sums, "/bin/tool") == digest_in(sums, "/usr/bin/x") == digest_in(sums, "/usr/bin/too") == ""
    assert digest_in(f"{SUM}  a".encode(), "/a") == SUM


def test_exactly_this_line() -> None:
    listed = b"/.\n/usr\n/usr/bin/tool\n"
    assert has_line(listed, "/usr/bin/tool") and has_line(listed, "/.") and has_line(b"/a\n/b", "/b")
    assert not has_line(listed, "/usr/bin") and not has_line(listed, "/usr/bin/tool\n/x")
