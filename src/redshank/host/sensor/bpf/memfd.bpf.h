/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Files that exist in memory only: the place where a program lies that is never to be on a disk. */
#pragma once
#include "syscall.bpf.h"

INLINE void memory_file(struct call *c, const void *asked, __u32 flags)
{
  struct scratch *s = scratch_begin(sizeof(struct rs_kernel_memfd));
  if (!s || !header_fill(&s->header, c->task, RS_KERNEL_MEMFD)) return;
  begin_flags(s, c);
  s->memfd.result = c->result;
  s->memfd.syscall_number = c->number;
  s->memfd.memfd_flags = flags;
  struct file *f = c->result < 0 ? 0 : file_of(c->task, c->result);
  if (f) {
    struct dentry *d = READ(f, f_path.dentry);
    tail_kernel_string(s, READ(d, d_name.name), NAME_BYTES);
  } else {
    tail_user_string(s, asked, NAME_BYTES);
  }
  send_bulk(s);
}

PART void memfd_made(struct call *c) /* memfd_create(name, flags) */
{
  memory_file(c, (void *)argument(c, 0), argument(c, 1));
}

PART void memfd_secret_made(struct call *c) /* memfd_secret(flags): unreadable to all others, the kernel included */
{
  memory_file(c, 0, argument(c, 0));
}

SLOT(memfd_made)
SLOT(memfd_secret_made)
CLASSIC(memfd_made, memfd_create)
CLASSIC(memfd_secret_made, memfd_secret)
