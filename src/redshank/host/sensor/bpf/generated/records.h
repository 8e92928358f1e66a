/* Generated from the event table by `make generate`. Do not edit. */
/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#pragma once

enum rs_type {
  RS_PROCESS_EXEC = 1,
  RS_PROCESS_EXEC_FAILED = 2,
  RS_PROCESS_FORK = 3,
  RS_PROCESS_EXIT = 4,
  RS_PROCESS_SIGNAL = 5,
  RS_FILE_OPEN = 16,
  RS_FILE_ATTEMPT = 23,
  RS_NET_CONNECT = 32,
  RS_NET_ACCEPT = 33,
  RS_NET_LISTEN = 34,
  RS_NET_BIND = 35,
  RS_NET_DNS = 36,
  RS_NET_RAW = 37,
  RS_SESSION_TTY = 51,
  RS_KERNEL_MODULE = 80,
  RS_KERNEL_BPF = 81,
  RS_KERNEL_PTRACE = 82,
  RS_KERNEL_MEMFD = 83,
  RS_KERNEL_MOUNT = 84,
  RS_KERNEL_NAMESPACE = 85,
  RS_KERNEL_CREDENTIALS = 86,
  RS_KERNEL_IO_URING = 87,
  RS_AGENT_THROTTLED = 114,
};
#define RS_TYPES 115 /* size of an array indexed by type */

struct rs_header {
  __u16 type;
  __u16 flags;
  __u32 length;
  __u64 sequence;
  __u64 time;
  __u64 start;
  __u64 parent_start;
  __u64 cgroup_id;
  __u32 process_pid;
  __u32 process_thread_id;
  __u32 process_parent_pid;
  __u32 process_pid_namespace;
  __u32 process_scope_pid;
  __u32 process_namespace_level;
  __u32 parent_scope_pid;
  __u32 user_id;
  __u32 user_effective_id;
  __u32 group_id;
  __u32 user_audit_id;
  __u32 session_id;
  char comm[16];
};
_Static_assert(sizeof(struct rs_header) == 112, "rs_header: size");
_Static_assert(__builtin_offsetof(struct rs_header, type) == 0, "rs_header.type");
_Static_assert(__builtin_offsetof(struct rs_header, flags) == 2, "rs_header.flags");
_Static_assert(__builtin_offsetof(struct rs_header, length) == 4, "rs_header.length");
_Static_assert(__builtin_offsetof(struct rs_header, sequence) == 8, "rs_header.sequence");
_Static_assert(__builtin_offsetof(struct rs_header, time) == 16, "rs_header.time");
_Static_assert(__builtin_offsetof(struct rs_header, start) == 24, "rs_header.start");
_Static_assert(__builtin_offsetof(struct rs_header, parent_start) == 32, "rs_header.parent_start");
_Static_assert(__builtin_offsetof(struct rs_header, cgroup_id) == 40, "rs_header.cgroup_id");
_Static_assert(__builtin_offsetof(struct rs_header, process_pid) == 48, "rs_header.process_pid");
_Static_assert(__builtin_offsetof(struct rs_header, process_thread_id) == 52, "rs_header.process_thread_id");
_Static_assert(__builtin_offsetof(struct rs_header, process_parent_pid) == 56, "rs_header.process_parent_pid");
_Static_assert(__builtin_offsetof(struct rs_header, process_pid_namespace) == 60, "rs_header.process_pid_namespace");
_Static_assert(__builtin_offsetof(struct rs_header, process_scope_pid) == 64, "rs_header.process_scope_pid");
_Static_assert(__builtin_offsetof(struct rs_header, process_namespace_level) == 68, "rs_header.process_namespace_level");
_Static_assert(__builtin_offsetof(struct rs_header, parent_scope_pid) == 72, "rs_header.parent_scope_pid");
_Static_assert(__builtin_offsetof(struct rs_header, user_id) == 76, "rs_header.user_id");
_Static_assert(__builtin_offsetof(struct rs_header, user_effective_id) == 80, "rs_header.user_effective_id");
_Static_assert(__builtin_offsetof(struct rs_header, group_id) == 84, "rs_header.group_id");
_Static_assert(__builtin_offsetof(struct rs_header, user_audit_id) == 88, "rs_header.user_audit_id");
_Static_assert(__builtin_offsetof(struct rs_header, session_id) == 92, "rs_header.session_id");
_Static_assert(__builtin_offsetof(struct rs_header, comm) == 96, "rs_header.comm");

/* process.exec: a process became another program. Tails: process.tty.name, process.executable, process.working_directory, process.args, process.env_vars, redshank.script.requested. */
struct rs_process_exec {
  struct rs_header header;
  __u64 executable_inode;
  __u64 capabilities_effective;
  __u32 executable_device;
  __u32 executable_mode;
  __u32 executable_links;
  __u32 executable_filesystem;
  __u32 process_args_count;
  __u32 args_length;
  __u16 process_tty_rows;
  __u16 process_tty_columns;
  __u32 namespace_mount;
  __u32 namespace_network;
  __u32 namespace_user;
  __u32 environment_length;
  __u32 environment_unread;
  __u8 stdin_code;
  __u8 stdout_code;
  __u8 pad178[6];
};
_Static_assert(sizeof(struct rs_process_exec) == 184, "rs_process_exec: size");
_Static_assert(__builtin_offsetof(struct rs_process_exec, executable_inode) == 112, "rs_process_exec.executable_inode");
_Static_assert(__builtin_offsetof(struct rs_process_exec, capabilities_effective) == 120, "rs_process_exec.capabilities_effective");
_Static_assert(__builtin_offsetof(struct rs_process_exec, executable_device) == 128, "rs_process_exec.executable_device");
_Static_assert(__builtin_offsetof(struct rs_process_exec, executable_mode) == 132, "rs_process_exec.executable_mode");
_Static_assert(__builtin_offsetof(struct rs_process_exec, executable_links) == 136, "rs_process_exec.executable_links");
_Static_assert(__builtin_offsetof(struct rs_process_exec, executable_filesystem) == 140, "rs_process_exec.executable_filesystem");
_Static_assert(__builtin_offsetof(struct rs_process_exec, process_args_count) == 144, "rs_process_exec.process_args_count");
_Static_assert(__builtin_offsetof(struct rs_process_exec, args_length) == 148, "rs_process_exec.args_length");
_Static_assert(__builtin_offsetof(struct rs_process_exec, process_tty_rows) == 152, "rs_process_exec.process_tty_rows");
_Static_assert(__builtin_offsetof(struct rs_process_exec, process_tty_columns) == 154, "rs_process_exec.process_tty_columns");
_Static_assert(__builtin_offsetof(struct rs_process_exec, namespace_mount) == 156, "rs_process_exec.namespace_mount");
_Static_assert(__builtin_offsetof(struct rs_process_exec, namespace_network) == 160, "rs_process_exec.namespace_network");
_Static_assert(__builtin_offsetof(struct rs_process_exec, namespace_user) == 164, "rs_process_exec.namespace_user");
_Static_assert(__builtin_offsetof(struct rs_process_exec, environment_length) == 168, "rs_process_exec.environment_length");
_Static_assert(__builtin_offsetof(struct rs_process_exec, environment_unread) == 172, "rs_process_exec.environment_unread");
_Static_assert(__builtin_offsetof(struct rs_process_exec, stdin_code) == 176, "rs_process_exec.stdin_code");
_Static_assert(__builtin_offsetof(struct rs_process_exec, stdout_code) == 177, "rs_process_exec.stdout_code");

/* process.exec_failed: a program could not be run; process.* is who tried. Tails: redshank.exec.requested, redshank.exec.folder. */
struct rs_process_exec_failed {
  struct rs_header header;
  __s64 result;
  __u32 syscall_number;
  __u8 pad124[4];
};
_Static_assert(sizeof(struct rs_process_exec_failed) == 128, "rs_process_exec_failed: size");
_Static_assert(__builtin_offsetof(struct rs_process_exec_failed, result) == 112, "rs_process_exec_failed.result");
_Static_assert(__builtin_offsetof(struct rs_process_exec_failed, syscall_number) == 120, "rs_process_exec_failed.syscall_number");

/* process.fork: a process was born as a copy of its parent. Tails: none. */
struct rs_process_fork {
  struct rs_header header;
};
_Static_assert(sizeof(struct rs_process_fork) == 112, "rs_process_fork: size");

/* process.exit: a process ended. Tails: none. */
struct rs_process_exit {
  struct rs_header header;
  __u32 exit_status;
  __u8 pad116[4];
};
_Static_assert(sizeof(struct rs_process_exit) == 120, "rs_process_exit: size");
_Static_assert(__builtin_offsetof(struct rs_process_exit, exit_status) == 112, "rs_process_exit.exit_status");

/* process.signal: somebody sent a signal to a process of the agent; the acting process is the sender. Tails: none. */
struct rs_process_signal {
  struct rs_header header;
  __u64 signal_target_start;
  __u32 signal_number;
  __s32 signal_code;
  __u32 signal_outcome;
  __u32 signal_target_pid;
  __u32 signal_target_role_number;
  __u32 signal_sender_role_number;
};
_Static_assert(sizeof(struct rs_process_signal) == 144, "rs_process_signal: size");
_Static_assert(__builtin_offsetof(struct rs_process_signal, signal_target_start) == 112, "rs_process_signal.signal_target_start");
_Static_assert(__builtin_offsetof(struct rs_process_signal, signal_number) == 120, "rs_process_signal.signal_number");
_Static_assert(__builtin_offsetof(struct rs_process_signal, signal_code) == 124, "rs_process_signal.signal_code");
_Static_assert(__builtin_offsetof(struct rs_process_signal, signal_outcome) == 128, "rs_process_signal.signal_outcome");
_Static_assert(__builtin_offsetof(struct rs_process_signal, signal_target_pid) == 132, "rs_process_signal.signal_target_pid");
_Static_assert(__builtin_offsetof(struct rs_process_signal, signal_target_role_number) == 136, "rs_process_signal.signal_target_role_number");
_Static_assert(__builtin_offsetof(struct rs_process_signal, signal_sender_role_number) == 140, "rs_process_signal.signal_sender_role_number");

/* file.open: a watched file was opened for writing, or a secret was opened for reading. Tails: file.path, redshank.file.user_path. */
struct rs_file_open {
  struct rs_header header;
  __u64 file_inode;
  __s64 result;
  __u32 file_flags;
  __u32 file_device;
  __u32 file_mode;
  __u32 syscall_number;
  __u32 file_watch_bits;
  __u8 pad148[4];
};
_Static_assert(sizeof(struct rs_file_open) == 152, "rs_file_open: size");
_Static_assert(__builtin_offsetof(struct rs_file_open, file_inode) == 112, "rs_file_open.file_inode");
_Static_assert(__builtin_offsetof(struct rs_file_open, result) == 120, "rs_file_open.result");
_Static_assert(__builtin_offsetof(struct rs_file_open, file_flags) == 128, "rs_file_open.file_flags");
_Static_assert(__builtin_offsetof(struct rs_file_open, file_device) == 132, "rs_file_open.file_device");
_Static_assert(__builtin_offsetof(struct rs_file_open, file_mode) == 136, "rs_file_open.file_mode");
_Static_assert(__builtin_offsetof(struct rs_file_open, syscall_number) == 140, "rs_file_open.syscall_number");
_Static_assert(__builtin_offsetof(struct rs_file_open, file_watch_bits) == 144, "rs_file_open.file_watch_bits");

/* file.attempt: somebody tried to change a name, mode, owner or size in a watched folder, and was refused. Tails: file.path, redshank.file.user_path, redshank.file.target_base, redshank.file.target_user_path. */
struct rs_file_attempt {
  struct rs_header header;
  __s64 result;
  __u32 syscall_number;
  __u32 file_call_flags;
  __u32 file_call_bits;
  __u8 pad132[4];
};
_Static_assert(sizeof(struct rs_file_attempt) == 136, "rs_file_attempt: size");
_Static_assert(__builtin_offsetof(struct rs_file_attempt, result) == 112, "rs_file_attempt.result");
_Static_assert(__builtin_offsetof(struct rs_file_attempt, syscall_number) == 120, "rs_file_attempt.syscall_number");
_Static_assert(__builtin_offsetof(struct rs_file_attempt, file_call_flags) == 124, "rs_file_attempt.file_call_flags");
_Static_assert(__builtin_offsetof(struct rs_file_attempt, file_call_bits) == 128, "rs_file_attempt.file_call_bits");

/* net.connect: a process connected, or tried to, or sent a datagram, or set the address of an UDP socket. Tails: none. */
struct rs_net_connect {
  struct rs_header header;
  __u8 source_ip[16] __attribute__((aligned(8)));
  __u8 destination_ip[16] __attribute__((aligned(8)));
  __s64 result;
  __u32 syscall_number;
  __u16 source_port;
  __u16 destination_port;
  __u16 network_family;
  __u16 network_iana_number;
  __u32 network_repeats;
};
_Static_assert(sizeof(struct rs_net_connect) == 168, "rs_net_connect: size");
_Static_assert(__builtin_offsetof(struct rs_net_connect, source_ip) == 112, "rs_net_connect.source_ip");
_Static_assert(__builtin_offsetof(struct rs_net_connect, destination_ip) == 128, "rs_net_connect.destination_ip");
_Static_assert(__builtin_offsetof(struct rs_net_connect, result) == 144, "rs_net_connect.result");
_Static_assert(__builtin_offsetof(struct rs_net_connect, syscall_number) == 152, "rs_net_connect.syscall_number");
_Static_assert(__builtin_offsetof(struct rs_net_connect, source_port) == 156, "rs_net_connect.source_port");
_Static_assert(__builtin_offsetof(struct rs_net_connect, destination_port) == 158, "rs_net_connect.destination_port");
_Static_assert(__builtin_offsetof(struct rs_net_connect, network_family) == 160, "rs_net_connect.network_family");
_Static_assert(__builtin_offsetof(struct rs_net_connect, network_iana_number) == 162, "rs_net_connect.network_iana_number");
_Static_assert(__builtin_offsetof(struct rs_net_connect, network_repeats) == 164, "rs_net_connect.network_repeats");

/* net.accept: a process took a connection from outside. Tails: none. */
struct rs_net_accept {
  struct rs_header header;
  __u8 source_ip[16] __attribute__((aligned(8)));
  __u8 destination_ip[16] __attribute__((aligned(8)));
  __s64 result;
  __u32 syscall_number;
  __u16 source_port;
  __u16 destination_port;
  __u16 network_family;
  __u16 network_iana_number;
  __u32 network_repeats;
};
_Static_assert(sizeof(struct rs_net_accept) == 168, "rs_net_accept: size");
_Static_assert(__builtin_offsetof(struct rs_net_accept, source_ip) == 112, "rs_net_accept.source_ip");
_Static_assert(__builtin_offsetof(struct rs_net_accept, destination_ip) == 128, "rs_net_accept.destination_ip");
_Static_assert(__builtin_offsetof(struct rs_net_accept, result) == 144, "rs_net_accept.result");
_Static_assert(__builtin_offsetof(struct rs_net_accept, syscall_number) == 152, "rs_net_accept.syscall_number");
_Static_assert(__builtin_offsetof(struct rs_net_accept, source_port) == 156, "rs_net_accept.source_port");
_Static_assert(__builtin_offsetof(struct rs_net_accept, destination_port) == 158, "rs_net_accept.destination_port");
_Static_assert(__builtin_offsetof(struct rs_net_accept, network_family) == 160, "rs_net_accept.network_family");
_Static_assert(__builtin_offsetof(struct rs_net_accept, network_iana_number) == 162, "rs_net_accept.network_iana_number");
_Static_assert(__builtin_offsetof(struct rs_net_accept, network_repeats) == 164, "rs_net_accept.network_repeats");

/* net.listen: a process began to wait for connections; source is its own address. Tails: none. */
struct rs_net_listen {
  struct rs_header header;
  __u8 source_ip[16] __attribute__((aligned(8)));
  __s64 result;
  __u32 syscall_number;
  __u16 source_port;
  __u16 network_family;
  __u16 network_iana_number;
  __u8 pad146[6];
};
_Static_assert(sizeof(struct rs_net_listen) == 152, "rs_net_listen: size");
_Static_assert(__builtin_offsetof(struct rs_net_listen, source_ip) == 112, "rs_net_listen.source_ip");
_Static_assert(__builtin_offsetof(struct rs_net_listen, result) == 128, "rs_net_listen.result");
_Static_assert(__builtin_offsetof(struct rs_net_listen, syscall_number) == 136, "rs_net_listen.syscall_number");
_Static_assert(__builtin_offsetof(struct rs_net_listen, source_port) == 140, "rs_net_listen.source_port");
_Static_assert(__builtin_offsetof(struct rs_net_listen, network_family) == 142, "rs_net_listen.network_family");
_Static_assert(__builtin_offsetof(struct rs_net_listen, network_iana_number) == 144, "rs_net_listen.network_iana_number");

/* net.bind: a process took an address of this host for a socket; source is that address. Tails: none. */
struct rs_net_bind {
  struct rs_header header;
  __u8 source_ip[16] __attribute__((aligned(8)));
  __s64 result;
  __u32 syscall_number;
  __u16 source_port;
  __u16 network_family;
  __u16 network_iana_number;
  __u8 pad146[6];
};
_Static_assert(sizeof(struct rs_net_bind) == 152, "rs_net_bind: size");
_Static_assert(__builtin_offsetof(struct rs_net_bind, source_ip) == 112, "rs_net_bind.source_ip");
_Static_assert(__builtin_offsetof(struct rs_net_bind, result) == 128, "rs_net_bind.result");
_Static_assert(__builtin_offsetof(struct rs_net_bind, syscall_number) == 136, "rs_net_bind.syscall_number");
_Static_assert(__builtin_offsetof(struct rs_net_bind, source_port) == 140, "rs_net_bind.source_port");
_Static_assert(__builtin_offsetof(struct rs_net_bind, network_family) == 142, "rs_net_bind.network_family");
_Static_assert(__builtin_offsetof(struct rs_net_bind, network_iana_number) == 144, "rs_net_bind.network_iana_number");

/* net.dns: a process asked a name server, or was answered; destination is the server. Tails: redshank.dns.packet. */
struct rs_net_dns {
  struct rs_header header;
  __u8 destination_ip[16] __attribute__((aligned(8)));
  __u16 source_port;
  __u16 destination_port;
  __u16 network_family;
  __u16 network_iana_number;
  __u16 dns_bytes;
  __u16 dns_copied;
  __u8 pad140[4];
};
_Static_assert(sizeof(struct rs_net_dns) == 144, "rs_net_dns: size");
_Static_assert(__builtin_offsetof(struct rs_net_dns, destination_ip) == 112, "rs_net_dns.destination_ip");
_Static_assert(__builtin_offsetof(struct rs_net_dns, source_port) == 128, "rs_net_dns.source_port");
_Static_assert(__builtin_offsetof(struct rs_net_dns, destination_port) == 130, "rs_net_dns.destination_port");
_Static_assert(__builtin_offsetof(struct rs_net_dns, network_family) == 132, "rs_net_dns.network_family");
_Static_assert(__builtin_offsetof(struct rs_net_dns, network_iana_number) == 134, "rs_net_dns.network_iana_number");
_Static_assert(__builtin_offsetof(struct rs_net_dns, dns_bytes) == 136, "rs_net_dns.dns_bytes");
_Static_assert(__builtin_offsetof(struct rs_net_dns, dns_copied) == 138, "rs_net_dns.dns_copied");

/* net.raw: a process made a socket that sees raw packets, or put a filter on one. Tails: redshank.socket.filter. */
struct rs_net_raw {
  struct rs_header header;
  __s64 result;
  __u32 syscall_number;
  __u16 network_family;
  __u16 socket_type;
  __u16 socket_protocol;
  __u16 socket_filter_length;
  __u16 socket_operation_number;
  __u8 pad134[2];
};
_Static_assert(sizeof(struct rs_net_raw) == 136, "rs_net_raw: size");
_Static_assert(__builtin_offsetof(struct rs_net_raw, result) == 112, "rs_net_raw.result");
_Static_assert(__builtin_offsetof(struct rs_net_raw, syscall_number) == 120, "rs_net_raw.syscall_number");
_Static_assert(__builtin_offsetof(struct rs_net_raw, network_family) == 124, "rs_net_raw.network_family");
_Static_assert(__builtin_offsetof(struct rs_net_raw, socket_type) == 126, "rs_net_raw.socket_type");
_Static_assert(__builtin_offsetof(struct rs_net_raw, socket_protocol) == 128, "rs_net_raw.socket_protocol");
_Static_assert(__builtin_offsetof(struct rs_net_raw, socket_filter_length) == 130, "rs_net_raw.socket_filter_length");
_Static_assert(__builtin_offsetof(struct rs_net_raw, socket_operation_number) == 132, "rs_net_raw.socket_operation_number");

/* session.tty: a piece of what a terminal showed or took; the acting process is the one that holds its master side. Tails: process.io.text. */
struct rs_session_tty {
  struct rs_header header;
  __u64 tty_opened;
  __u64 tty_offset;
  __u32 tty_device;
  __u32 tty_number;
  __u32 tty_length;
  __u16 tty_marks;
  __u16 process_tty_rows;
  __u16 process_tty_columns;
  __u8 pad146[6];
};
_Static_assert(sizeof(struct rs_session_tty) == 152, "rs_session_tty: size");
_Static_assert(__builtin_offsetof(struct rs_session_tty, tty_opened) == 112, "rs_session_tty.tty_opened");
_Static_assert(__builtin_offsetof(struct rs_session_tty, tty_offset) == 120, "rs_session_tty.tty_offset");
_Static_assert(__builtin_offsetof(struct rs_session_tty, tty_device) == 128, "rs_session_tty.tty_device");
_Static_assert(__builtin_offsetof(struct rs_session_tty, tty_number) == 132, "rs_session_tty.tty_number");
_Static_assert(__builtin_offsetof(struct rs_session_tty, tty_length) == 136, "rs_session_tty.tty_length");
_Static_assert(__builtin_offsetof(struct rs_session_tty, tty_marks) == 140, "rs_session_tty.tty_marks");
_Static_assert(__builtin_offsetof(struct rs_session_tty, process_tty_rows) == 142, "rs_session_tty.process_tty_rows");
_Static_assert(__builtin_offsetof(struct rs_session_tty, process_tty_columns) == 144, "rs_session_tty.process_tty_columns");

/* kernel.module: a kernel module was loaded or unloaded, or somebody tried. Tails: redshank.module.name, redshank.module.parameters, file.path. */
struct rs_kernel_module {
  struct rs_header header;
  __s64 result;
  __u32 syscall_number;
  __u32 module_flags;
};
_Static_assert(sizeof(struct rs_kernel_module) == 128, "rs_kernel_module: size");
_Static_assert(__builtin_offsetof(struct rs_kernel_module, result) == 112, "rs_kernel_module.result");
_Static_assert(__builtin_offsetof(struct rs_kernel_module, syscall_number) == 120, "rs_kernel_module.syscall_number");
_Static_assert(__builtin_offsetof(struct rs_kernel_module, module_flags) == 124, "rs_kernel_module.module_flags");

/* kernel.bpf: a program or map for the kernel's own machine (BPF) was made, attached, taken off or taken hold of, or somebody tried. Tails: redshank.bpf.name. */
struct rs_kernel_bpf {
  struct rs_header header;
  __s64 result;
  __u32 syscall_number;
  __u32 bpf_command;
  __u32 bpf_type;
  __u32 bpf_id;
  __u32 bpf_attach_type;
  __u8 pad140[4];
};
_Static_assert(sizeof(struct rs_kernel_bpf) == 144, "rs_kernel_bpf: size");
_Static_assert(__builtin_offsetof(struct rs_kernel_bpf, result) == 112, "rs_kernel_bpf.result");
_Static_assert(__builtin_offsetof(struct rs_kernel_bpf, syscall_number) == 120, "rs_kernel_bpf.syscall_number");
_Static_assert(__builtin_offsetof(struct rs_kernel_bpf, bpf_command) == 124, "rs_kernel_bpf.bpf_command");
_Static_assert(__builtin_offsetof(struct rs_kernel_bpf, bpf_type) == 128, "rs_kernel_bpf.bpf_type");
_Static_assert(__builtin_offsetof(struct rs_kernel_bpf, bpf_id) == 132, "rs_kernel_bpf.bpf_id");
_Static_assert(__builtin_offsetof(struct rs_kernel_bpf, bpf_attach_type) == 136, "rs_kernel_bpf.bpf_attach_type");

/* kernel.ptrace: a process took hold of another one, or wrote into its memory, or tried. Tails: file.path. */
struct rs_kernel_ptrace {
  struct rs_header header;
  __s64 result;
  __u64 syscall_a0;
  __u64 syscall_a1;
  __u64 syscall_a2;
  __u32 syscall_number;
  __u32 target_pid;
  __u32 target_scope_pid;
  __u32 ptrace_repeats;
  __u32 ptrace_open_flags;
  __u8 pad164[4];
};
_Static_assert(sizeof(struct rs_kernel_ptrace) == 168, "rs_kernel_ptrace: size");
_Static_assert(__builtin_offsetof(struct rs_kernel_ptrace, result) == 112, "rs_kernel_ptrace.result");
_Static_assert(__builtin_offsetof(struct rs_kernel_ptrace, syscall_a0) == 120, "rs_kernel_ptrace.syscall_a0");
_Static_assert(__builtin_offsetof(struct rs_kernel_ptrace, syscall_a1) == 128, "rs_kernel_ptrace.syscall_a1");
_Static_assert(__builtin_offsetof(struct rs_kernel_ptrace, syscall_a2) == 136, "rs_kernel_ptrace.syscall_a2");
_Static_assert(__builtin_offsetof(struct rs_kernel_ptrace, syscall_number) == 144, "rs_kernel_ptrace.syscall_number");
_Static_assert(__builtin_offsetof(struct rs_kernel_ptrace, target_pid) == 148, "rs_kernel_ptrace.target_pid");
_Static_assert(__builtin_offsetof(struct rs_kernel_ptrace, target_scope_pid) == 152, "rs_kernel_ptrace.target_scope_pid");
_Static_assert(__builtin_offsetof(struct rs_kernel_ptrace, ptrace_repeats) == 156, "rs_kernel_ptrace.ptrace_repeats");
_Static_assert(__builtin_offsetof(struct rs_kernel_ptrace, ptrace_open_flags) == 160, "rs_kernel_ptrace.ptrace_open_flags");

/* kernel.memfd: a file was made that exists in memory only, or somebody tried. Tails: redshank.memfd.name. */
struct rs_kernel_memfd {
  struct rs_header header;
  __s64 result;
  __u32 syscall_number;
  __u32 memfd_flags;
};
_Static_assert(sizeof(struct rs_kernel_memfd) == 128, "rs_kernel_memfd: size");
_Static_assert(__builtin_offsetof(struct rs_kernel_memfd, result) == 112, "rs_kernel_memfd.result");
_Static_assert(__builtin_offsetof(struct rs_kernel_memfd, syscall_number) == 120, "rs_kernel_memfd.syscall_number");
_Static_assert(__builtin_offsetof(struct rs_kernel_memfd, memfd_flags) == 124, "rs_kernel_memfd.memfd_flags");

/* kernel.mount: something was mounted, moved or taken off, or a process's root was moved, or somebody tried. Tails: redshank.mount.source, redshank.mount.target, redshank.mount.filesystem, redshank.mount.path. */
struct rs_kernel_mount {
  struct rs_header header;
  __s64 result;
  __u64 mount_flags;
  __u32 syscall_number;
  __u8 pad132[4];
};
_Static_assert(sizeof(struct rs_kernel_mount) == 136, "rs_kernel_mount: size");
_Static_assert(__builtin_offsetof(struct rs_kernel_mount, result) == 112, "rs_kernel_mount.result");
_Static_assert(__builtin_offsetof(struct rs_kernel_mount, mount_flags) == 120, "rs_kernel_mount.mount_flags");
_Static_assert(__builtin_offsetof(struct rs_kernel_mount, syscall_number) == 128, "rs_kernel_mount.syscall_number");

/* kernel.namespace: a process left or entered namespaces, or was born into new ones; redshank.namespace.* is where it is now. Tails: none. */
struct rs_kernel_namespace {
  struct rs_header header;
  __s64 result;
  __u32 syscall_number;
  __u32 namespace_flags;
  __u32 namespace_mount;
  __u32 namespace_network;
  __u32 namespace_user;
  __u8 namespace_home;
  __u8 pad141[3];
};
_Static_assert(sizeof(struct rs_kernel_namespace) == 144, "rs_kernel_namespace: size");
_Static_assert(__builtin_offsetof(struct rs_kernel_namespace, result) == 112, "rs_kernel_namespace.result");
_Static_assert(__builtin_offsetof(struct rs_kernel_namespace, syscall_number) == 120, "rs_kernel_namespace.syscall_number");
_Static_assert(__builtin_offsetof(struct rs_kernel_namespace, namespace_flags) == 124, "rs_kernel_namespace.namespace_flags");
_Static_assert(__builtin_offsetof(struct rs_kernel_namespace, namespace_mount) == 128, "rs_kernel_namespace.namespace_mount");
_Static_assert(__builtin_offsetof(struct rs_kernel_namespace, namespace_network) == 132, "rs_kernel_namespace.namespace_network");
_Static_assert(__builtin_offsetof(struct rs_kernel_namespace, namespace_user) == 136, "rs_kernel_namespace.namespace_user");
_Static_assert(__builtin_offsetof(struct rs_kernel_namespace, namespace_home) == 140, "rs_kernel_namespace.namespace_home");

/* kernel.credentials: a process changed its user, group or capabilities; user.* is the result. Tails: none. */
struct rs_kernel_credentials {
  struct rs_header header;
  __s64 result;
  __u64 syscall_a0;
  __u64 syscall_a1;
  __u64 syscall_a2;
  __u64 capabilities_effective;
  __u32 syscall_number;
  __u8 pad156[4];
};
_Static_assert(sizeof(struct rs_kernel_credentials) == 160, "rs_kernel_credentials: size");
_Static_assert(__builtin_offsetof(struct rs_kernel_credentials, result) == 112, "rs_kernel_credentials.result");
_Static_assert(__builtin_offsetof(struct rs_kernel_credentials, syscall_a0) == 120, "rs_kernel_credentials.syscall_a0");
_Static_assert(__builtin_offsetof(struct rs_kernel_credentials, syscall_a1) == 128, "rs_kernel_credentials.syscall_a1");
_Static_assert(__builtin_offsetof(struct rs_kernel_credentials, syscall_a2) == 136, "rs_kernel_credentials.syscall_a2");
_Static_assert(__builtin_offsetof(struct rs_kernel_credentials, capabilities_effective) == 144, "rs_kernel_credentials.capabilities_effective");
_Static_assert(__builtin_offsetof(struct rs_kernel_credentials, syscall_number) == 152, "rs_kernel_credentials.syscall_number");

/* kernel.io_uring: a program made a ring of io_uring, or used one for what a system call would do: its first use of each operation, operations on names each time. Tails: redshank.io_uring.name, redshank.io_uring.other_name, redshank.io_uring.folder, redshank.io_uring.other_folder. */
struct rs_kernel_io_uring {
  struct rs_header header;
  __u32 io_uring_opcode;
  __u32 io_uring_flags;
  __u32 io_uring_entries;
  __u8 pad124[4];
};
_Static_assert(sizeof(struct rs_kernel_io_uring) == 128, "rs_kernel_io_uring: size");
_Static_assert(__builtin_offsetof(struct rs_kernel_io_uring, io_uring_opcode) == 112, "rs_kernel_io_uring.io_uring_opcode");
_Static_assert(__builtin_offsetof(struct rs_kernel_io_uring, io_uring_flags) == 116, "rs_kernel_io_uring.io_uring_flags");
_Static_assert(__builtin_offsetof(struct rs_kernel_io_uring, io_uring_entries) == 120, "rs_kernel_io_uring.io_uring_entries");

/* agent.throttled: more came from one process or user than is told, and this is how much was held back. Tails: none. */
struct rs_agent_throttled {
  struct rs_header header;
  __u64 throttled_count;
  __u32 throttled_type_number;
  __u32 throttled_by_number;
};
_Static_assert(sizeof(struct rs_agent_throttled) == 128, "rs_agent_throttled: size");
_Static_assert(__builtin_offsetof(struct rs_agent_throttled, throttled_count) == 112, "rs_agent_throttled.throttled_count");
_Static_assert(__builtin_offsetof(struct rs_agent_throttled, throttled_type_number) == 120, "rs_agent_throttled.throttled_type_number");
_Static_assert(__builtin_offsetof(struct rs_agent_throttled, throttled_by_number) == 124, "rs_agent_throttled.throttled_by_number");
