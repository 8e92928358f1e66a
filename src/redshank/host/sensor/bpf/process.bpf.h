/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Process life: exec, fork, exit. The scheduler's tracepoints cost nothing on any other call. */
#pragma once
#include "environment.bpf.h"
#include "namespace.bpf.h"
#include "stream.bpf.h"

#define SCRIPT_BYTES 1024

INLINE void tail_tty(struct scratch *s, struct task_struct *t)
{
  __u32 begin = tail_begin(s);
  struct signal_struct *signal = READ(t, signal);
  struct tty_struct *tty = READ(signal, tty);
  s->exec.process_tty_rows = s->exec.process_tty_columns = 0;
  if (tty) {
    long n = bpf_probe_read_kernel_str(tail_here(s), 64, __builtin_preserve_access_index(&tty->name));
    if (n > 0) tail_bytes(s, n);
    s->exec.process_tty_rows = READ(tty, winsize.ws_row);
    s->exec.process_tty_columns = READ(tty, winsize.ws_col);
  }
  tail_end(s, begin);
}

/* The arguments as the kernel laid them on the new stack: nobody has run there yet, so they are the true ones. */
INLINE void tail_args(struct scratch *s, struct task_struct *t)
{
  __u32 begin = tail_begin(s);
  struct mm_struct *mm = READ(t, mm);
  unsigned long start = READ(mm, arg_start), end = READ(mm, arg_end);
  __u64 length = end - start;
  s->exec.args_length = length;
  if (length > ARGS_BYTES) {
    length = ARGS_BYTES;
    s->flags |= FLAG_CUT;
  }
  barrier_var(length);
  length &= 4095;
  if (!bpf_probe_read_user(tail_here(s), length, (void *)start)) tail_bytes(s, length);
  tail_end(s, begin);
}

/* The path of a `#!` script as the kernel took it over from the caller; its interpreter is the program itself by then. */
INLINE void tail_script(struct scratch *s, struct linux_binprm *binary)
{
  const char *asked = READ(binary, filename);
  if (READ(binary, interp) == asked) tail_empty(s);
  else tail_kernel_string(s, asked, SCRIPT_BYTES);
}

SEC("tp_btf/sched_process_exec")
int process_exec(__u64 *ctx)
{
  struct task_struct *t = (void *)ctx[0];
  struct linux_binprm *binary = (void *)ctx[2];
  struct scratch *s = scratch_begin(sizeof(struct rs_process_exec));
  if (!s || !header_fill(&s->header, t, RS_PROCESS_EXEC)) return 0;
  struct file *file = READ(binary, file);
  struct inode *inode = READ(file, f_inode);
  struct super_block *sb = READ(inode, i_sb);
  struct cred *c = READ(t, cred);
  struct fs_struct *fs = READ(t, fs);
  s->exec.executable_inode = READ(inode, i_ino);
  s->exec.capabilities_effective = READ(c, cap_effective).val;
  s->exec.executable_device = READ(sb, s_dev);
  s->exec.executable_mode = READ(inode, i_mode);
  s->exec.executable_links = READ(inode, i_nlink);
  s->exec.executable_filesystem = READ(sb, s_magic);
  s->exec.process_args_count = READ(binary, argc);
  tail_tty(s, t);
  tail_path(s, __builtin_preserve_access_index(&file->f_path));
  tail_path(s, __builtin_preserve_access_index(&fs->pwd));
  tail_args(s, t);
  NAMESPACES_FILL(s->exec, t);
  s->exec.stdin_code = stream_of(t, 0);
  s->exec.stdout_code = stream_of(t, 1);
  tail_environment(s, READ(t, mm));
  tail_script(s, binary);
  send_urgent(s);
  return 0;
}

SEC("tp_btf/sched_process_fork")
int process_fork(__u64 *ctx)
{
  struct task_struct *maker = (void *)ctx[0], *child = (void *)ctx[1];
  if (READ(child, pid) != READ(child, tgid)) return 0; /* a thread */
  struct scratch *s = scratch_begin(sizeof(struct rs_process_fork));
  if (s && header_fill(&s->header, child, RS_PROCESS_FORK)) send_urgent(s);
  namespaces_of_child(maker, child);
  return 0;
}

SEC("tp_btf/sched_process_exit")
int process_exit(__u64 *ctx)
{
  struct task_struct *t = (void *)ctx[0];
  struct signal_struct *signal = READ(t, signal);
  if (READ(signal, live.counter)) return 0; /* other threads live on; also right where the leader ends first */
  struct scratch *s = scratch_begin(sizeof(struct rs_process_exit));
  if (!s || !header_fill(&s->header, t, RS_PROCESS_EXIT)) return 0;
  s->exit.exit_status = READ(t, exit_code);
  send_urgent(s);
  return 0;
}
