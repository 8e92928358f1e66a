# Generated from the event table by `make generate`. Do not edit.
"""Test builders: `build.process_exec(process_executable="/tmp/x")` is an event with everything else plausible."""

from struct import Struct
from typing import Any

from redshank.events._generated import types


def process_exec(**fields: Any) -> types.ProcessExec:
    """A process.exec; own fields: args_length, capabilities_effective, environment_changes, environment_length, environment_unread, executable_device, executable_filesystem, executable_inode, executable_kind, executable_links, executable_mode, interpreter_name, loader_target, namespace_network, namespace_user, package_name, package_state, package_version, process_args_count, process_env_vars, process_hash_sha256, process_looks_like_kernel_thread, process_tty_columns, process_tty_rows, script_from, script_path, script_requested, stdin_code, stdin_kind, stdout_code, stdout_kind."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.ProcessExec(**(plain | fields))


def process_exec_failed(**fields: Any) -> types.ProcessExecFailed:
    """A process.exec_failed; own fields: exec_attempts, exec_folder, exec_requested, file_path, result, syscall_name, syscall_number."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.ProcessExecFailed(**(plain | fields))


def process_fork(**fields: Any) -> types.ProcessFork:
    """A process.fork; own fields: none."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.ProcessFork(**(plain | fields))


def process_exit(**fields: Any) -> types.ProcessExit:
    """A process.exit; own fields: exit_signal, exit_status, process_exit_code."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.ProcessExit(**(plain | fields))


def process_signal(**fields: Any) -> types.ProcessSignal:
    """A process.signal; own fields: signal_code, signal_name, signal_number, signal_outcome, signal_sender_role, signal_sender_role_number, signal_target_pid, signal_target_role, signal_target_role_number, signal_target_start."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.ProcessSignal(**(plain | fields))


def process_retitled(**fields: Any) -> types.ProcessRetitled:
    """A process.retitled; own fields: process_looks_like_kernel_thread, title_command_line, title_name, title_name_before."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.ProcessRetitled(**(plain | fields))


def file_open(**fields: Any) -> types.FileOpen:
    """A file.open; own fields: file_access, file_device, file_flags, file_inode, file_mode, file_name, file_path, file_user_path, file_watch, file_watch_bits, result, syscall_number, via."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.FileOpen(**(plain | fields))


def file_create(**fields: Any) -> types.FileCreate:
    """A file.create; own fields: file_by_package_manager, file_diff, file_gid, file_gid_before, file_hash_before, file_hash_head, file_hash_sha256, file_inode, file_links, file_mask, file_mode, file_mode_before, file_name, file_path, file_profile, file_size, file_size_before, file_target_path, file_type, file_uid, file_uid_before, file_watch, file_xattrs, package_name, package_state, package_version, via."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.FileCreate(**(plain | fields))


def file_modify(**fields: Any) -> types.FileModify:
    """A file.modify; own fields: file_by_package_manager, file_diff, file_gid, file_gid_before, file_hash_before, file_hash_head, file_hash_sha256, file_inode, file_links, file_mask, file_mode, file_mode_before, file_name, file_path, file_profile, file_size, file_size_before, file_type, file_uid, file_uid_before, file_watch, file_xattrs, package_name, package_state, package_version, via."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.FileModify(**(plain | fields))


def file_delete(**fields: Any) -> types.FileDelete:
    """A file.delete; own fields: file_by_package_manager, file_diff, file_gid, file_gid_before, file_hash_before, file_hash_head, file_hash_sha256, file_inode, file_links, file_mask, file_mode, file_mode_before, file_name, file_path, file_profile, file_size, file_size_before, file_type, file_uid, file_uid_before, file_watch, file_xattrs, package_name, package_state, package_version, via."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.FileDelete(**(plain | fields))


def file_rename(**fields: Any) -> types.FileRename:
    """A file.rename; own fields: file_by_package_manager, file_diff, file_gid, file_gid_before, file_hash_before, file_hash_head, file_hash_sha256, file_inode, file_links, file_mask, file_mode, file_mode_before, file_name, file_old_path, file_path, file_profile, file_size, file_size_before, file_target_path, file_type, file_uid, file_uid_before, file_watch, file_xattrs, package_name, package_state, package_version, via."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.FileRename(**(plain | fields))


def file_attrib(**fields: Any) -> types.FileAttrib:
    """A file.attrib; own fields: file_by_package_manager, file_diff, file_gid, file_gid_before, file_hash_before, file_hash_head, file_hash_sha256, file_inode, file_links, file_mask, file_mode, file_mode_before, file_name, file_path, file_profile, file_size, file_size_before, file_type, file_uid, file_uid_before, file_watch, file_xattrs, package_name, package_state, package_version, via."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.FileAttrib(**(plain | fields))


def file_xattr(**fields: Any) -> types.FileXattr:
    """A file.xattr; own fields: file_by_package_manager, file_diff, file_gid, file_gid_before, file_hash_before, file_hash_head, file_hash_sha256, file_inode, file_links, file_mask, file_mode, file_mode_before, file_name, file_path, file_profile, file_size, file_size_before, file_type, file_uid, file_uid_before, file_watch, file_xattrs, package_name, package_state, package_version, via."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.FileXattr(**(plain | fields))


def file_attempt(**fields: Any) -> types.FileAttempt:
    """A file.attempt; own fields: file_call_bits, file_call_flags, file_name, file_operation, file_path, file_target_base, file_target_path, file_target_user_path, file_user_path, result, syscall_name, syscall_number."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.FileAttempt(**(plain | fields))


def net_connect(**fields: Any) -> types.NetConnect:
    """A net.connect; own fields: destination_domain, destination_ip, destination_port, network_direction, network_family, network_iana_number, network_initiated, network_repeats, network_transport, result, source_ip, source_port, syscall_number, via."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.NetConnect(**(plain | fields))


def net_accept(**fields: Any) -> types.NetAccept:
    """A net.accept; own fields: destination_ip, destination_port, network_direction, network_family, network_iana_number, network_initiated, network_repeats, network_transport, result, source_ip, source_port, syscall_number, via."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.NetAccept(**(plain | fields))


def net_listen(**fields: Any) -> types.NetListen:
    """A net.listen; own fields: network_family, network_iana_number, network_transport, result, source_ip, source_port, syscall_number, via."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.NetListen(**(plain | fields))


def net_bind(**fields: Any) -> types.NetBind:
    """A net.bind; own fields: network_family, network_iana_number, network_transport, result, source_ip, source_port, syscall_number, via."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.NetBind(**(plain | fields))


def net_dns(**fields: Any) -> types.NetDns:
    """A net.dns; own fields: destination_ip, destination_port, dns_answers, dns_bytes, dns_copied, dns_id, dns_op_code, dns_packet, dns_question_length, dns_question_name, dns_question_parent, dns_question_type, dns_resolved_ip, dns_response_code, dns_truncated, dns_type, network_family, network_iana_number, network_transport, source_port."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.NetDns(**(plain | fields))


def net_raw(**fields: Any) -> types.NetRaw:
    """A net.raw; own fields: network_family, result, socket_filter, socket_filter_length, socket_kind, socket_operation, socket_operation_number, socket_protocol, socket_type, syscall_number, via."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.NetRaw(**(plain | fields))


def session_login(**fields: Any) -> types.SessionLogin:
    """A session.login; own fields: log_file_path, log_syslog_appname, login_invalid_user, login_method, login_service, message, source_ip, source_port."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.SessionLogin(**(plain | fields))


def session_login_failed(**fields: Any) -> types.SessionLoginFailed:
    """A session.login_failed; own fields: log_file_path, log_syslog_appname, login_invalid_user, login_method, login_service, message, source_ip, source_port."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.SessionLoginFailed(**(plain | fields))


def session_logout(**fields: Any) -> types.SessionLogout:
    """A session.logout; own fields: log_file_path, log_syslog_appname, login_invalid_user, login_method, login_service, message, source_ip, source_port."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.SessionLogout(**(plain | fields))


def session_tty(**fields: Any) -> types.SessionTty:
    """A session.tty; own fields: process_io_text, process_tty_columns, process_tty_rows, source_ip, source_port, tty_chain, tty_chunk, tty_device, tty_direction, tty_ended, tty_id, tty_late_ns, tty_length, tty_marks, tty_missing, tty_number, tty_offset, tty_opened, tty_parent, tty_previous, tty_times."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.SessionTty(**(plain | fields))


def session_winsize(**fields: Any) -> types.SessionWinsize:
    """A session.winsize; own fields: process_tty_columns, process_tty_rows, tty_id, tty_number."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.SessionWinsize(**(plain | fields))


def log_line(**fields: Any) -> types.LogLine:
    """A log.line; own fields: log_file_path, log_syslog_appname, log_syslog_facility_code, log_syslog_severity_code, message."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.LogLine(**(plain | fields))


def log_web(**fields: Any) -> types.LogWeb:
    """A log.web; own fields: http_request_method, http_request_referrer, http_response_body_bytes, http_response_status_code, log_file_path, log_syslog_appname, message, source_ip, url_domain, url_original, url_path, url_query, user_agent_original."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.LogWeb(**(plain | fields))


def kernel_module(**fields: Any) -> types.KernelModule:
    """A kernel.module; own fields: file_path, module_flags, module_name, module_operation, module_parameters, result, syscall_name, syscall_number."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.KernelModule(**(plain | fields))


def kernel_bpf(**fields: Any) -> types.KernelBpf:
    """A kernel.bpf; own fields: bpf_attach_type, bpf_command, bpf_id, bpf_name, bpf_operation, bpf_type, bpf_type_name, result, syscall_name, syscall_number."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.KernelBpf(**(plain | fields))


def kernel_ptrace(**fields: Any) -> types.KernelPtrace:
    """A kernel.ptrace; own fields: file_path, ptrace_access, ptrace_open_flags, ptrace_operation, ptrace_repeats, result, syscall_a0, syscall_a1, syscall_a2, syscall_name, syscall_number, target_entity_id, target_executable, target_name, target_pid, target_relation, target_scope_pid, target_user_id."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.KernelPtrace(**(plain | fields))


def kernel_memfd(**fields: Any) -> types.KernelMemfd:
    """A kernel.memfd; own fields: memfd_flags, memfd_name, result, syscall_name, syscall_number."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.KernelMemfd(**(plain | fields))


def kernel_mount(**fields: Any) -> types.KernelMount:
    """A kernel.mount; own fields: mount_filesystem, mount_flags, mount_operation, mount_path, mount_source, mount_target, result, syscall_name, syscall_number."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.KernelMount(**(plain | fields))


def kernel_namespace(**fields: Any) -> types.KernelNamespace:
    """A kernel.namespace; own fields: namespace_entered_host, namespace_flags, namespace_home, namespace_kinds, namespace_network, namespace_operation, namespace_previous_mount, namespace_user, result, syscall_name, syscall_number."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.KernelNamespace(**(plain | fields))


def kernel_credentials(**fields: Any) -> types.KernelCredentials:
    """A kernel.credentials; own fields: capabilities_effective, credentials_previous_user, result, syscall_a0, syscall_a1, syscall_a2, syscall_name, syscall_number."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.KernelCredentials(**(plain | fields))


def kernel_io_uring(**fields: Any) -> types.KernelIoUring:
    """A kernel.io_uring; own fields: file_old_path, file_path, io_uring_entries, io_uring_flags, io_uring_folder, io_uring_name, io_uring_opcode, io_uring_operation, io_uring_other_folder, io_uring_other_name, via."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.KernelIoUring(**(plain | fields))


def host_state(**fields: Any) -> types.HostState:
    """A host.state; own fields: destination_ip, destination_port, file_hash_sha256, file_inode, file_mode, file_name, file_path, file_size, file_target_path, file_type, file_uid, module_name, network_transport, package_name, package_state, package_version, source_ip, source_port, sweep_check, sweep_facts, sweep_time_from, sweep_traits."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.HostState(**(plain | fields))


def agent_heartbeat(**fields: Any) -> types.AgentHeartbeat:
    """A agent.heartbeat; own fields: agent_version, heartbeat_canary_s, heartbeat_interval_s, heartbeat_ledger, heartbeat_memory_bytes, heartbeat_sources, heartbeat_spool, heartbeat_state, host_os_kernel, host_os_name."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.AgentHeartbeat(**(plain | fields))


def agent_loss(**fields: Any) -> types.AgentLoss:
    """A agent.loss; own fields: loss_blind_ns, loss_count, loss_reason, loss_total, loss_type, loss_where."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.AgentLoss(**(plain | fields))


def agent_throttled(**fields: Any) -> types.AgentThrottled:
    """A agent.throttled; own fields: throttled_by, throttled_by_number, throttled_count, throttled_total, throttled_type, throttled_type_number."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.AgentThrottled(**(plain | fields))


def agent_canary(**fields: Any) -> types.AgentCanary:
    """A agent.canary; own fields: canary_latency_ns, canary_missing, canary_nonce, canary_seen."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.AgentCanary(**(plain | fields))


def agent_tamper(**fields: Any) -> types.AgentTamper:
    """A agent.tamper; own fields: tamper_blind_ns, tamper_detail, tamper_what."""
    plain: dict[str, Any] = dict(timestamp=1_763_958_251_000_000_000, event_id="test-1", host_name="web-03", process_entity_id="e1", process_pid=4242, process_pid_namespace=4026531836, process_scope_pid=4242, process_thread_id=4242, process_thread_name="bash", process_executable="/usr/bin/bash", process_name="bash", process_working_directory="/root", process_parent_pid=1, process_parent_executable="/usr/sbin/init", process_parent_name="init", user_id=0, user_name="root", user_effective_id=0, user_effective_name="root", group_id=0)
    return types.AgentTamper(**(plain | fields))


def record_process_exec(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a process.exec; tails: process.tty.name, process.executable, process.working_directory, process.args, process.env_vars, redshank.script.requested."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sQQIIIIIIHHIIIIIBB6x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(1, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("executable_inode", 0), fields.get("capabilities_effective", 0), fields.get("executable_device", 0), fields.get("executable_mode", 0), fields.get("executable_links", 0), fields.get("executable_filesystem", 0), fields.get("process_args_count", 0), fields.get("args_length", 0), fields.get("process_tty_rows", 0), fields.get("process_tty_columns", 0), fields.get("namespace_mount", 0), fields.get("namespace_network", 0), fields.get("namespace_user", 0), fields.get("environment_length", 0), fields.get("environment_unread", 0), fields.get("stdin_code", 0), fields.get("stdout_code", 0)) + tail


def record_process_exec_failed(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a process.exec_failed; tails: redshank.exec.requested, redshank.exec.folder."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sqI4x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(2, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("result", 0), fields.get("syscall_number", 0)) + tail


def record_process_fork(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a process.fork; tails: none."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16s")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(3, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash")) + tail


def record_process_exit(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a process.exit; tails: none."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sI4x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(4, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("exit_status", 0)) + tail


def record_process_signal(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a process.signal; tails: none."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sQIiIIII")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(5, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("signal_target_start", 0), fields.get("signal_number", 0), fields.get("signal_code", 0), fields.get("signal_outcome", 0), fields.get("signal_target_pid", 0), fields.get("signal_target_role_number", 0), fields.get("signal_sender_role_number", 0)) + tail


def record_file_open(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a file.open; tails: file.path, redshank.file.user_path."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sQqIIIII4x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(16, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("file_inode", 0), fields.get("result", 0), fields.get("file_flags", 0), fields.get("file_device", 0), fields.get("file_mode", 0), fields.get("syscall_number", 0), fields.get("file_watch_bits", 0)) + tail


def record_file_attempt(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a file.attempt; tails: file.path, redshank.file.user_path, redshank.file.target_base, redshank.file.target_user_path."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sqIII4x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(23, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("result", 0), fields.get("syscall_number", 0), fields.get("file_call_flags", 0), fields.get("file_call_bits", 0)) + tail


def record_net_connect(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a net.connect; tails: none."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16s16s16sqIHHHHI")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(32, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("source_ip", bytes(16)), fields.get("destination_ip", bytes(16)), fields.get("result", 0), fields.get("syscall_number", 0), fields.get("source_port", 0), fields.get("destination_port", 0), fields.get("network_family", 0), fields.get("network_iana_number", 0), fields.get("network_repeats", 0)) + tail


def record_net_accept(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a net.accept; tails: none."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16s16s16sqIHHHHI")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(33, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("source_ip", bytes(16)), fields.get("destination_ip", bytes(16)), fields.get("result", 0), fields.get("syscall_number", 0), fields.get("source_port", 0), fields.get("destination_port", 0), fields.get("network_family", 0), fields.get("network_iana_number", 0), fields.get("network_repeats", 0)) + tail


def record_net_listen(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a net.listen; tails: none."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16s16sqIHHH6x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(34, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("source_ip", bytes(16)), fields.get("result", 0), fields.get("syscall_number", 0), fields.get("source_port", 0), fields.get("network_family", 0), fields.get("network_iana_number", 0)) + tail


def record_net_bind(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a net.bind; tails: none."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16s16sqIHHH6x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(35, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("source_ip", bytes(16)), fields.get("result", 0), fields.get("syscall_number", 0), fields.get("source_port", 0), fields.get("network_family", 0), fields.get("network_iana_number", 0)) + tail


def record_net_dns(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a net.dns; tails: redshank.dns.packet."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16s16sHHHHHH4x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(36, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("destination_ip", bytes(16)), fields.get("source_port", 0), fields.get("destination_port", 0), fields.get("network_family", 0), fields.get("network_iana_number", 0), fields.get("dns_bytes", 0), fields.get("dns_copied", 0)) + tail


def record_net_raw(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a net.raw; tails: redshank.socket.filter."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sqIHHHHH2x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(37, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("result", 0), fields.get("syscall_number", 0), fields.get("network_family", 0), fields.get("socket_type", 0), fields.get("socket_protocol", 0), fields.get("socket_filter_length", 0), fields.get("socket_operation_number", 0)) + tail


def record_session_tty(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a session.tty; tails: process.io.text."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sQQIIIHHH6x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(51, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("tty_opened", 0), fields.get("tty_offset", 0), fields.get("tty_device", 0), fields.get("tty_number", 0), fields.get("tty_length", 0), fields.get("tty_marks", 0), fields.get("process_tty_rows", 0), fields.get("process_tty_columns", 0)) + tail


def record_kernel_module(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a kernel.module; tails: redshank.module.name, redshank.module.parameters, file.path."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sqII")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(80, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("result", 0), fields.get("syscall_number", 0), fields.get("module_flags", 0)) + tail


def record_kernel_bpf(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a kernel.bpf; tails: redshank.bpf.name."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sqIIIII4x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(81, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("result", 0), fields.get("syscall_number", 0), fields.get("bpf_command", 0), fields.get("bpf_type", 0), fields.get("bpf_id", 0), fields.get("bpf_attach_type", 0)) + tail


def record_kernel_ptrace(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a kernel.ptrace; tails: file.path."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sqQQQIIIII4x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(82, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("result", 0), fields.get("syscall_a0", 0), fields.get("syscall_a1", 0), fields.get("syscall_a2", 0), fields.get("syscall_number", 0), fields.get("target_pid", 0), fields.get("target_scope_pid", 0), fields.get("ptrace_repeats", 0), fields.get("ptrace_open_flags", 0)) + tail


def record_kernel_memfd(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a kernel.memfd; tails: redshank.memfd.name."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sqII")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(83, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("result", 0), fields.get("syscall_number", 0), fields.get("memfd_flags", 0)) + tail


def record_kernel_mount(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a kernel.mount; tails: redshank.mount.source, redshank.mount.target, redshank.mount.filesystem, redshank.mount.path."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sqQI4x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(84, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("result", 0), fields.get("mount_flags", 0), fields.get("syscall_number", 0)) + tail


def record_kernel_namespace(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a kernel.namespace; tails: none."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sqIIIIIB3x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(85, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("result", 0), fields.get("syscall_number", 0), fields.get("namespace_flags", 0), fields.get("namespace_mount", 0), fields.get("namespace_network", 0), fields.get("namespace_user", 0), fields.get("namespace_home", 0)) + tail


def record_kernel_credentials(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a kernel.credentials; tails: none."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sqQQQQI4x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(86, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("result", 0), fields.get("syscall_a0", 0), fields.get("syscall_a1", 0), fields.get("syscall_a2", 0), fields.get("capabilities_effective", 0), fields.get("syscall_number", 0)) + tail


def record_kernel_io_uring(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a kernel.io_uring; tails: redshank.io_uring.name, redshank.io_uring.other_name, redshank.io_uring.folder, redshank.io_uring.other_folder."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sIII4x")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(87, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("io_uring_opcode", 0), fields.get("io_uring_flags", 0), fields.get("io_uring_entries", 0)) + tail


def record_agent_throttled(*tails: bytes, **fields: Any) -> bytes:
    """The raw kernel record of a agent.throttled; tails: none."""
    tail = b"".join(len(t).to_bytes(2, "little") + t for t in tails)
    fixed = Struct("<HHIQQQQQIIIIIIIIIIII16sQII")
    fields.setdefault("length", fixed.size + len(tail))
    return fixed.pack(114, fields.get("flags", 0), fields.get("length", 0), fields.get("sequence", 0), fields.get("time", 0), fields.get("start", 0), fields.get("parent_start", 0), fields.get("cgroup_id", 0), fields.get("process_pid", 0), fields.get("process_thread_id", 0), fields.get("process_parent_pid", 0), fields.get("process_pid_namespace", 0), fields.get("process_scope_pid", 0), fields.get("process_namespace_level", 0), fields.get("parent_scope_pid", 0), fields.get("user_id", 0), fields.get("user_effective_id", 0), fields.get("group_id", 0), fields.get("user_audit_id", 0), fields.get("session_id", 0), fields.get("comm", b"bash"), fields.get("throttled_count", 0), fields.get("throttled_type_number", 0), fields.get("throttled_by_number", 0)) + tail
