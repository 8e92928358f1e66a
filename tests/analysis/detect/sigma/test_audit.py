import pytest

from redshank.analysis.detect.sigma.audit import AUDIT_CALLS, AUDIT_RECORDS, audit_source, possible_calls
from redshank.analysis.detect.sigma.tree import Attribute, Fixed
from redshank.events import BY_NAME, names
from tests.analysis.detect.writing import errors_of, load_rule, rule_text

AUDITD = "{product: linux, service: auditd}"


def test_every_type_of_the_tables_exists():
    assert set(AUDIT_RECORDS) | set(AUDIT_CALLS) <= set(BY_NAME)


def test_record_type_is_fixed_by_the_event_type():
    assert audit_source("type", "process.exec") == Fixed("audit.type", AUDIT_RECORDS["process.exec"])
    assert audit_source("nametype", "file.create") == Fixed("audit.nametype", ("CREATE",))
    assert audit_source("nametype", "process.exec") == Fixed("audit.nametype")


def test_arguments_of_a_program_are_its_own_and_those_of_a_call_are_numbers():
    assert audit_source("a1", "process.exec") == Attribute("process.args[1]", "process_args", "text", 1)
    assert audit_source("a1", "kernel.credentials") is None
    assert audit_source("a3", "kernel.credentials") == Fixed("audit.a3")
    assert names.resolve("a1") == "redshank.syscall.a1"


def test_name_of_a_record_is_none_of_ours_where_it_is_called_the_same():
    assert audit_source("exe", "process.exec") is None
    assert audit_source("key", "process.exec") == Fixed("audit.key")


def test_possible_calls_are_those_of_the_type():
    assert possible_calls("redshank.syscall.name", "kernel.module") == ("init_module", "finit_module", "delete_module")
    assert possible_calls("process.executable", "kernel.module") is None


@pytest.mark.parametrize(
    ("detection", "types"),
    [
        ("s: {type: EXECVE, a0: zip}\ncondition: s", ("process.exec",)),
        ("s: {type: execve}\nk: [history]\ncondition: s and k", ("process.exec",)),
        ("s: {type: PATH, nametype: CREATE, name: /etc/x}\ncondition: s", ("file.create", "file.rename")),
        ("s: {type: SYSCALL, SYSCALL: delete_module}\ncondition: s", ("kernel.module",)),
        ("s: {type: SYSCALL, SYSCALL: execve, euid: 33}\ncondition: s", ("process.exec",)),
        ("s: {type: SYSCALL, SYSCALL: setuid, a0: 0}\ncondition: s", ("kernel.credentials",)),
        ("s: {type: USER_LOGIN, acct: root, addr: 192.0.2.1, res: failed}\ncondition: s", ("session.login_failed",)),
    ],
)
def test_audit_rule_looks_at_the_types_that_tell_of_its_records(detection, types):
    assert load_rule(detection, AUDITD).event_types == types


@pytest.mark.parametrize(
    "detection", ["s: {type: SERVICE_STOP}\ncondition: s", "s: {key: k}\ncondition: s", "s: {SYSCALL: mknod}\ncondition: s"]
)
def test_audit_rule_about_what_we_do_not_see_stands_and_says_that_it_has_no_source(detection):
    rule = load_rule(detection, AUDITD)
    assert rule.event_types == ()
    assert rule.no_source == "no source here: our events have nothing of these audit records"


def test_rule_with_a_source_says_nothing_of_it():
    assert not load_rule("s: {type: EXECVE, a0: zip}\ncondition: s", AUDITD).no_source


def test_mistake_in_every_type_is_the_mistake_that_is_told():
    (error,) = errors_of(rule_text("s: {type: EXECVE, exe|re: '(?=x)'}\ncondition: s", AUDITD))
    assert "RE2 refuses the pattern" in error
