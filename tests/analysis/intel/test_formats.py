import pytest

from redshank.analysis.intel.formats import READERS, detect_format


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"# list\n198.18.0.9\n198.18.0.0/24\n", "plain"),
        (b"198.18.0.9\t7\n198.18.0.10\t3\n", "plain"),
        (b"", "plain"),
        (b"\xff\xfe\x00", "plain"),
        (b"# hosts\n0.0.0.0 evil.example\n0.0.0.0 bad.example\n", "hosts"),
        (b"address=/evil.example/0.0.0.0\n", "dnsmasq"),
        (b'# x\n"a","b"\n"c","d"\n', "csv"),
        (b"2026-11-01,198.18.0.9,443\n", "csv"),
        (b'{"type": "bundle", "id": "x"}', "stix"),
        (b'\n{"Event": {}}', "misp"),
    ],
)
def test_format_is_told_by_the_first_lines(head, name):
    assert detect_format(head) == name
    assert name in READERS
