/* Generated from the event table by `make generate`. Do not edit. */
/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#pragma once

enum rs_type {
  RS_PROCESS_EXEC = 1,
  RS_PROCESS_FORK = 3,
  RS_PROCESS_EXIT = 4,
  RS_FILE_OPEN = 16,
  RS_FILE_ATTEMPT = 23,
  RS_NET_CONNECT = 32,
  RS_NET_ACCEPT = 33,
  RS_NET_LISTEN = 34,
  RS_KERNEL_MODULE = 80,
  RS_KERNEL_CREDENTIALS = 86,
};
#define RS_TYPES 87 /* size of an array indexed by type */

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

/* process.exec: a process became another program. Tails: process.tty.name, process.executable, process.working_directory, process.args. */
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
  __u8 pad156[4];
};
_Static_assert(sizeof(struct rs_process_exec) == 160, "rs_process_exec: size");
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

/* net.connect: a process connected, or tried to, or set the address of an UDP socket. Tails: none. */
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
  __u8 pad164[4];
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
  __u8 pad164[4];
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
