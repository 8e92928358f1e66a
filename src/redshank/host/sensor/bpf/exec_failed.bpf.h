/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Programs that could not be run. The path is the caller's own memory: the kernel's copy is gone by then. A search along
 * PATH fails once a folder; the user side makes one event of it. */
#pragma once
#include "syscall.bpf.h"

#define CWD 0xffffff9c /* AT_FDCWD as 32 bits */

INLINE void exec_refused(struct call *c, __u32 folder, const void *name)
{
  struct scratch *s = scratch_begin(sizeof(struct rs_process_exec_failed));
  if (!s || !header_fill(&s->header, c->task, RS_PROCESS_EXEC_FAILED)) return;
  begin_flags(s, c);
  s->exec_failed.result = c->result;
  s->exec_failed.syscall_number = c->number;
  __u32 at = s->at & SCRATCH_MASK;
  tail_user_string(s, name, PATH_BYTES);
  struct file *f = folder == CWD ? 0 : file_of(c->task, folder);
  struct fs_struct *fs = READ(c->task, fs);
  struct path *from = f ? (void *)__builtin_preserve_access_index(&f->f_path) : (void *)__builtin_preserve_access_index(&fs->pwd);
  if (s->data[at + 2] == '/' && s->at > at + 2) tail_empty(s);
  else tail_path(s, from);
  send_urgent(s);
}

PART void exec_failed(struct call *c) /* execve(path, …) */
{
  if (c->result < 0) exec_refused(c, CWD, (void *)argument(c, 0));
}

PART void exec_failed_at(struct call *c) /* execveat(folder, path, …) */
{
  if (c->result < 0) exec_refused(c, argument(c, 0), (void *)argument(c, 1));
}

SLOT(exec_failed)
SLOT(exec_failed_at)
CLASSIC(exec_failed, execve)
CLASSIC(exec_failed_at, execveat)
