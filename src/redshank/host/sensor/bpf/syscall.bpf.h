/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How system calls reach their handlers, in two ways.
 *
 * full: ONE program on tp_btf/sys_exit tail-calls the handler in the slot of the call's number; an empty slot costs
 * nothing more. Result and arguments are both there at the exit. 32-bit calls have numbers and registers of their own
 * (int 0x80 number 20 is getpid, not writev), hence a second table.
 * light: one classic tracepoint a call. Cheaper for calls nobody asked for; 32-bit calls go unseen. */
#pragma once
#include "record.bpf.h"

#define SLOTS 512 /* above the highest call number in use */
#define TS_COMPAT 2

struct { __uint(type, MAP_PROG_ARRAY); __uint(max_entries, SLOTS); __uint(key_size, 4); __uint(value_size, 4); } slots SEC(".maps");
struct { __uint(type, MAP_PROG_ARRAY); __uint(max_entries, SLOTS); __uint(key_size, 4); __uint(value_size, 4); } slots32 SEC(".maps");

struct call {
  struct task_struct *task;
  struct pt_regs *regs;
  long result;
  __u32 number;
  bool compat;
  __u32 flags; /* of the record */
};

struct classic { __u64 common; long number; long result; };

SEC("tp_btf/sys_exit")
int sys_exit(__u64 *ctx)
{
  struct pt_regs *regs = (void *)ctx[0];
  struct task_struct *t = bpf_get_current_task_btf();
  if (t->thread_info.status & TS_COMPAT)
    bpf_tail_call(ctx, &slots32, (__u32)regs->orig_ax);
  else
    bpf_tail_call(ctx, &slots, (__u32)regs->orig_ax);
  return 0;
}

INLINE struct call call_from_slot(__u64 *ctx)
{
  struct task_struct *t = bpf_get_current_task_btf();
  struct pt_regs *regs = (void *)ctx[0];
  return (struct call){t, regs, (long)ctx[1], (__u32)regs->orig_ax, (t->thread_info.status & TS_COMPAT) != 0};
}

INLINE struct call call_from_classic(struct classic *ctx)
{
  struct task_struct *t = bpf_get_current_task_btf();
  return (struct call){t, (void *)bpf_task_pt_regs(t), ctx->result, (__u32)ctx->number, 0};
}

INLINE __u64 argument(struct call *c, int n)
{
  struct pt_regs *r = c->regs;
  if (c->compat) {
    switch (n) {
    case 0: return (__u32)READ(r, bx);
    case 1: return (__u32)READ(r, cx);
    case 3: return (__u32)READ(r, si);
    case 4: return (__u32)READ(r, di);
    default: return (__u32)READ(r, dx);
    }
  }
  switch (n) {
  case 0: return READ(r, di);
  case 1: return READ(r, si);
  case 3: return READ(r, r10);
  case 4: return READ(r, r8);
  default: return READ(r, dx);
  }
}

INLINE void begin_flags(struct scratch *s, struct call *c)
{
  s->flags |= c->flags;
  if (c->compat) s->flags |= FLAG_COMPAT;
}

INLINE struct file *file_of(struct task_struct *t, __u32 fd)
{
  struct file *f = 0;
  struct files_struct *files = READ(t, files);
  struct fdtable *table = READ(files, fdt);
  if (fd >= READ(table, max_fds)) return 0;
  struct file **array = READ(table, fd);
  if (kernel_can.direct) return READ((struct llist_head *)(array + fd), first);
  bpf_probe_read_kernel(&f, sizeof(f), array + fd);
  return f;
}

/* One handler on both ways: a slot program, and for each call named a classic one. */
#define SLOT(handler)                                       \
  SEC("tp_btf/sys_exit") int slot_##handler(__u64 *ctx)     \
  {                                                         \
    struct call c = call_from_slot(ctx);                    \
    handler(&c);                                            \
    return 0;                                               \
  }
#define CLASSIC(handler, call_name)                                                        \
  SEC("tracepoint/syscalls/sys_exit_" #call_name) int light_##call_name(struct classic *ctx) \
  {                                                                                        \
    struct call c = call_from_classic(ctx);                                                \
    handler(&c);                                                                           \
    return 0;                                                                              \
  }
