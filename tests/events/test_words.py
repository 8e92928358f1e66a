import inspect

import pytest

from redshank.events import BY_NAME, Event
from redshank.events.words import WHAT, value_text, what
from tests.generated import build


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (build.process_exec(process_command_line="insmod x.ko"), "insmod x.ko"),
        (build.process_exec(process_command_line=None, process_args=["a", "b c"]), "a b c"),
        (build.process_exec(process_command_line="./x", executable_kind="memfd"), "./x [memfd]"),
        (build.process_fork(), ""),
        (build.process_exit(process_exit_code=3, exit_signal=0), "status 3"),
        (build.process_exit(exit_signal=9), "killed by signal 9"),
        (build.file_open(file_path="/etc/shadow", file_access="read"), "/etc/shadow for reading"),
        (build.file_open(file_path="/etc/x", file_access="write", result=-13), "/etc/x for writing failed (-13)"),
        (build.file_create(file_path="/a", file_target_path="/dev/null"), "/a \u2192 /dev/null"),
        (build.file_modify(file_path="/bin/ps"), "/bin/ps"),
        (build.file_rename(file_path="/b", file_old_path="/a"), "/a \u2192 /b"),
        (build.file_rename(file_path="/b", file_old_path=None), "(from outside) \u2192 /b"),
        (
            build.net_connect(
                network_transport="tcp", source_ip="192.0.2.1", source_port=5, destination_ip="2001:db8::1", destination_port=443
            ),
            "tcp 192.0.2.1:5 \u2192 [2001:db8::1]:443",
        ),
        (build.net_bind(network_transport="udp", source_ip="::", source_port=546), "udp [::]:546"),
        (
            build.net_dns(dns_type="answer", dns_question_name="a.example.org", dns_question_type="A", dns_response_code="NOERROR",
                          dns_resolved_ip=["192.0.2.1"], destination_ip="192.0.2.53", destination_port=53),
            "answer a.example.org A NOERROR 192.0.2.1 by 192.0.2.53:53",
        ),
        (
            build.net_raw(socket_operation="filter", socket_kind="packet", socket_protocol=3, socket_filter_length=30, result=0),
            "filter packet protocol 3 30 instructions",
        ),
        (
            build.kernel_io_uring(io_uring_operation="renameat", file_path="/etc/b", file_old_path="/etc/a"),
            "renameat /etc/a → /etc/b",
        ),
        (build.net_listen(network_transport="tcp", source_ip="0.0.0.0", source_port=22), "tcp 0.0.0.0:22"),
        (build.session_login_failed(user_name="root", source_ip="198.51.100.7", login_service="sshd"), "root from 198.51.100.7 by sshd"),
        (build.log_line(message="oops", log_syslog_appname="cron"), "cron: oops"),
        (build.kernel_module(module_operation="load", module_name="x", result=-1, file_path="/x.ko"), "load x /x.ko failed (-1)"),
        (build.kernel_credentials(syscall_name="setuid", credentials_previous_user=33), "setuid uid 33 \u2192 0"),
        (build.process_exec_failed(file_path="/tmp/x", result=-13), "/tmp/x failed (-13)"),
        (build.process_retitled(title_name_before="x", title_command_line="[md]", title_name="md"), "x \u2192 [md] (md)"),
        (build.kernel_bpf(bpf_operation="load_program", bpf_type_name="xdp", bpf_name="p", result=3), "load_program xdp p"),
        (build.kernel_ptrace(ptrace_operation="attach", target_executable="/usr/sbin/sshd", result=0), "attach /usr/sbin/sshd"),
        (build.kernel_ptrace(ptrace_operation="attach", target_pid=7, result=-1), "attach process 7 failed (-1)"),
        (build.kernel_memfd(memfd_name="p"), "p"),
        (build.kernel_mount(mount_operation="mount", mount_source="proc", mount_target="/mnt"), "mount proc \u2192 /mnt"),
        (build.kernel_namespace(namespace_operation="unshare", namespace_kinds=["mount", "net"]), "unshare mount net"),
        (build.agent_loss(loss_count=7, loss_reason="ring_full", loss_where="urgent"), "7 events lost (ring_full, urgent)"),
        (build.agent_heartbeat(heartbeat_state="stopping"), "agent stopping"),
        (build.agent_tamper(tamper_what="frozen", tamper_detail="for 31 s"), "the agent was frozen (for 31 s)"),
    ],
)
def test_event_is_told_in_a_few_words(event: Event, words: str) -> None:
    assert what(event) == words


def test_every_type_is_told_without_any_of_its_fields() -> None:
    makers = [maker for name, maker in inspect.getmembers(build, inspect.isfunction) if name.replace("_", ".", 1) in BY_NAME]
    assert len(makers) == len(BY_NAME)
    for maker in makers:
        assert "\n" not in what(maker())


def test_type_nobody_worded_shows_its_own_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(WHAT, "agent.loss")
    assert what(build.agent_loss(loss_count=7, loss_reason="x\n")) == "redshank.loss.count=7 redshank.loss.reason=x\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "absent"), (True, "true"), (5, "5"), ("x", "x"), (["a", "b"], "a b"), ([{"pid": 1}], '[{"pid":1}]'), (1.5, "1.5")],
)
def test_value_becomes_text(value: object, text: str) -> None:
    assert value_text(value) == text
