/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Files that are no files: the memory of a process, and the switches by which the kernel runs a program of the writer's
 * choice (a way out of a container). They lie on file systems of the kernel's own, so no folder has to be watched. */
#pragma once
#include "environment.bpf.h"
#include "trace.bpf.h"

#define MAGIC_PROC 0x9fa0
#define MAGIC_SYSFS 0x62656572
#define MAGIC_CGROUP 0x27e0eb
#define MAGIC_BINFMT 0x42494e4d
#define WATCH_KERNEL 64
#define MODE_WRITE 2 /* FMODE_WRITE */
#define NAME7(a, b, c, d, e, f, g) WORD(a, b, c, d, e, f, g, 0)

INLINE bool is_pseudo(__u64 magic)
{
  return magic == MAGIC_PROC || magic == MAGIC_SYSFS || magic == MAGIC_CGROUP || magic == MAGIC_BINFMT;
}

/* Switches that guard the kernel, its memory and its programs against each other. */
INLINE bool guards(__u64 name)
{
  return name == NAME7('s', 'y', 's', 'r', 'q', 0, 0) || name == NAME7('d', 'r', 'o', 'p', '_', 'c', 'a') ||
         name == NAME7('r', 'a', 'n', 'd', 'o', 'm', 'i') || name == NAME7('k', 'p', 't', 'r', '_', 'r', 'e') ||
         name == NAME7('d', 'm', 'e', 's', 'g', '_', 'r') || name == NAME7('p', 't', 'r', 'a', 'c', 'e', '_') ||
         name == NAME7('s', 'u', 'i', 'd', '_', 'd', 'u') || name == NAME7('u', 'n', 'p', 'r', 'i', 'v', 'i') ||
         name == NAME7('p', 'r', 'o', 't', 'e', 'c', 't') || name == NAME7('m', 'm', 'a', 'p', '_', 'm', 'i') ||
         name == NAME7('i', 'p', '_', 'f', 'o', 'r', 'w') || name == NAME7('e', 'n', 'f', 'o', 'r', 'c', 'e');
}

/* core_pattern, modprobe, release_agent, binfmt_misc/register, uevent_helper, sysrq-trigger, guards; kcore also for reading. */
INLINE __u32 switch_bits(__u64 magic, __u64 name, bool writes)
{
  if (magic == MAGIC_PROC && name == NAME7('k', 'c', 'o', 'r', 'e', 0, 0)) return WATCH_KERNEL;
  if (!writes) return 0;
  if (name == NAME7('c', 'o', 'r', 'e', '_', 'p', 'a') || name == NAME7('m', 'o', 'd', 'p', 'r', 'o', 'b') ||
      name == NAME7('r', 'e', 'l', 'e', 'a', 's', 'e') || name == NAME7('r', 'e', 'g', 'i', 's', 't', 'e') ||
      name == NAME7('u', 'e', 'v', 'e', 'n', 't', '_') || name == NAME7('s', 'y', 's', 'r', 'q', '-', 't') || guards(name))
    return WATCH_KERNEL;
  return 0;
}

/* An open of /proc/PID/mem: told as what it is for, not as a file. Of whom it is the inode itself says. */
INLINE void memory_opened(struct call *c, struct file *f)
{
  struct scratch *s = trace_begin(c, 0);
  if (!s) return;
  struct proc_inode *of = (void *)((char *)READ(f, f_inode) - FIELD_OFFSET(struct proc_inode, vfs_inode));
  struct pid *p = READ(of, pid);
  __u32 host = 0, scoped = 0;
  if (p) target_of(p, &host, &scoped);
  s->ptrace.target_pid = host;
  s->ptrace.target_scope_pid = scoped;
  s->ptrace.ptrace_open_flags = READ(f, f_flags);
  tail_path(s, __builtin_preserve_access_index(&f->f_path));
  send_urgent(s);
}

/* WATCH_KERNEL for a switch. Not static: the verifier looks at it once, and knows nothing of its result, so that what
 * follows in file_open is not looked at once more for each way through here. */
__attribute__((noinline)) __u32 pseudo_file(struct call *c, __u64 magic)
{
  struct file *f = c ? file_of(c->task, c->result) : 0;
  if (!f) return 0;
  char text[8] = {};
  struct dentry *d = READ(f, f_path.dentry);
  bpf_probe_read_kernel_str(text, sizeof(text), READ(d, d_name.name));
  __u64 name = *(__u64 *)text;
  if (magic == MAGIC_PROC && name == NAME7('m', 'e', 'm', 0, 0, 0, 0)) {
    memory_opened(c, f);
    return 0;
  }
  return switch_bits(magic, name, READ(f, f_mode) & MODE_WRITE);
}
