/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Kernel modules: every attempt to load or unload one, with its result. A failed attempt is as telling. */
#pragma once
#include "syscall.bpf.h"

#define MODULE_NAME_BYTES 64
#define MODULE_PARAMETER_BYTES 256

INLINE struct scratch *module_begin(struct call *c, __u32 flags)
{
  struct scratch *s = scratch_begin(sizeof(struct rs_kernel_module));
  if (!s || !header_fill(&s->header, c->task, RS_KERNEL_MODULE)) return 0;
  begin_flags(s, c);
  s->module.result = c->result;
  s->module.syscall_number = c->number;
  s->module.module_flags = flags;
  return s;
}

INLINE void module_file(struct call *c) /* finit_module(fd, parameters, flags) */
{
  struct scratch *s = module_begin(c, argument(c, 2));
  if (!s) return;
  struct file *f = file_of(c->task, argument(c, 0));
  tail_empty(s);
  tail_user_string(s, (void *)argument(c, 1), MODULE_PARAMETER_BYTES);
  if (f) tail_path(s, __builtin_preserve_access_index(&f->f_path));
  else tail_empty(s);
  send_urgent(s);
}

INLINE void module_memory(struct call *c) /* init_module(image, length, parameters) */
{
  struct scratch *s = module_begin(c, 0);
  if (!s) return;
  tail_empty(s);
  tail_user_string(s, (void *)argument(c, 2), MODULE_PARAMETER_BYTES);
  tail_empty(s);
  send_urgent(s);
}

INLINE void module_unload(struct call *c) /* delete_module(name, flags) */
{
  struct scratch *s = module_begin(c, argument(c, 1));
  if (!s) return;
  tail_user_string(s, (void *)argument(c, 0), MODULE_NAME_BYTES);
  tail_empty(s);
  tail_empty(s);
  send_urgent(s);
}

SLOT(module_file)
SLOT(module_memory)
SLOT(module_unload)
CLASSIC(module_file, finit_module)
CLASSIC(module_memory, init_module)
CLASSIC(module_unload, delete_module)
