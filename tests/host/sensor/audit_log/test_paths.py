import pytest

from redshank.host.sensor.audit_log.assemble import Assembler, AuditEvent
from redshank.host.sensor.audit_log.paths import device, full_path, kind_of, last_part
from redshank.host.sensor.audit_log.record import Record, parse
from tests.host.sensor.audit_log.make import line, path, syscall


def event(*lines: str) -> AuditEvent:
    assembler = Assembler()
    for text in lines:
        record = parse(text)
        assert record is not None
        assembler.add(record)
    (found,) = assembler.finish()
    return found


def record(text: str) -> Record:
    found = parse(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ('"/etc/passwd"', "/etc/passwd"),
        ('"//etc//x/./y/.."', "/etc/x"),
        ('"../x"', "/srv/x"),
        ("2E2F612062", "/srv/w/a b"),
        ("(null)", None),
        ('"../../../../x"', "/x"),
    ],
)
def test_path_is_made_absolute(name: str, wanted: str | None) -> None:
    found = event(syscall(257, a0="ffffff9c"), line("CWD", 'cwd="/srv/w"'), path(name, "NORMAL"))
    assert full_path(found, found.first("PATH"), "a0") == wanted


def test_path_without_a_current_folder_stays_as_written() -> None:
    found = event(syscall(2), path('"x/y"', "NORMAL"))
    assert full_path(found, found.first("PATH")) == "x/y"
    assert full_path(found, None) is None


def test_long_path_is_cut_at_its_bound() -> None:
    found = event(path('"/' + "x" * 9000 + '"', "NORMAL"))
    assert len(full_path(found, found.first("PATH")) or "") == 4096


def test_facts_of_a_file() -> None:
    assert last_part("/a/b") == "b"
    assert last_part("/a/") is None
    assert last_part(None) is None
    assert kind_of(record(path('"x"', "NORMAL", mode="0104755"))) == "file"
    assert kind_of(record(path('"x"', "NORMAL", mode="020666"))) is None
    assert device(record(path('"x"', "NORMAL"))) == 0xFE << 20 | 1
    assert device(record(line("PATH", "dev=x"))) is None
