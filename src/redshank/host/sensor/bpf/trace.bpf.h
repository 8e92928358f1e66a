/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Processes that take hold of others: ptrace where it attaches or changes, writes into another's memory. */
#pragma once
#include "syscall.bpf.h"
#include "target.bpf.h"

#define TRACE_ME 0
#define POKE_TEXT 4
#define POKE_DATA 5
#define POKE_USER 6
#define SET_REGISTERS 13
#define SET_FP_REGISTERS 15
#define ATTACH 16
#define SET_REGISTER_SET 0x4205
#define SEIZE 0x4206
#define TRACEES 8 /* of one tracer looked through for the one named */
#define REPEAT_NS 1000000000ull

/* A poke writes 8 bytes, so one injection is hundreds: told once a second for a tracer and its target, with their number. */
struct poke_key { __u32 tracer, target, request; };
struct poke { __u64 told; __u32 more; };
struct { __uint(type, MAP_LRU_HASH); __uint(max_entries, 1024); __type(key, struct poke_key); __type(value, struct poke); } pokes SEC(".maps");

INLINE bool is_poke(__u32 request)
{
  return request == POKE_TEXT || request == POKE_DATA || request == POKE_USER || request == SET_REGISTERS ||
         request == SET_FP_REGISTERS || request == SET_REGISTER_SET;
}

/* True where it is to be told now; more: how many since the last time were not. */
INLINE bool poke_due(struct call *c, __u32 target, __u32 request, __u32 *more)
{
  struct poke_key key = {READ(c->task, tgid), target, request};
  struct poke *known = bpf_map_lookup_elem(&pokes, &key), fresh = {bpf_ktime_get_boot_ns(), 0};
  if (!known) {
    bpf_map_update_elem(&pokes, &key, &fresh, 0);
    return 1;
  }
  if (fresh.told - known->told < REPEAT_NS) {
    __sync_fetch_and_add(&known->more, 1);
    return 0;
  }
  *more = known->more;
  known->more = 0;
  known->told = fresh.told;
  return 1;
}

/* Of the tracer's own list, the task that it calls `number`: a number of its pid namespace, which need not be ours. */
INLINE struct task_struct *tracee(struct task_struct *t, __u32 number)
{
  struct list_head *head = (void *)__builtin_preserve_access_index(&t->ptraced), *at = READ(head, next);
  struct pid *own = READ(t, thread_pid);
  __u32 level = READ(own, level), found = 0, inum = 0;
  for (int i = 0; i < TRACEES && at != head; i++) {
    struct task_struct *other = (void *)((char *)at - FIELD_OFFSET(struct task_struct, ptrace_entry));
    struct pid *p = READ(other, thread_pid);
    if (p && READ(p, level) >= level) {
      upid_at(p, level, &found, &inum);
      if (found == number) return other;
    }
    at = READ(at, next);
  }
  return 0;
}

INLINE struct scratch *trace_begin(struct call *c, __u32 number)
{
  struct scratch *s = scratch_begin(sizeof(struct rs_kernel_ptrace));
  if (!s || !header_fill(&s->header, c->task, RS_KERNEL_PTRACE)) return 0;
  begin_flags(s, c);
  s->ptrace.result = c->result;
  s->ptrace.syscall_a0 = argument(c, 0);
  s->ptrace.syscall_a1 = argument(c, 1);
  s->ptrace.syscall_a2 = argument(c, 2);
  s->ptrace.syscall_number = c->number;
  s->ptrace.target_pid = 0;
  s->ptrace.target_scope_pid = s->header.process_pid_namespace == settings.scope ? number : 0;
  s->ptrace.ptrace_repeats = 0;
  s->ptrace.ptrace_open_flags = 0;
  return s;
}

PART void trace_request(struct call *c) /* ptrace(request, pid, …) */
{
  __u32 request = argument(c, 0), number = argument(c, 1), more = 0;
  if (is_poke(request)) {
    if (!poke_due(c, number, request, &more)) return;
  } else if (request != TRACE_ME && request != ATTACH && request != SEIZE) {
    return;
  }
  struct scratch *s = trace_begin(c, number);
  if (!s) return;
  s->ptrace.ptrace_repeats = more;
  struct task_struct *other = request == TRACE_ME ? c->task : c->result < 0 ? 0 : tracee(c->task, number);
  if (other) {
    __u32 host = 0, scoped = 0;
    target_task(other, &host, &scoped);
    s->ptrace.target_pid = host;
    s->ptrace.target_scope_pid = scoped;
  }
  tail_empty(s);
  send_urgent(s);
}

PART void memory_written(struct call *c) /* process_vm_writev(pid, …) */
{
  struct scratch *s = trace_begin(c, argument(c, 0));
  if (!s) return;
  tail_empty(s);
  send_urgent(s);
}

SLOT(trace_request)
SLOT(memory_written)
CLASSIC(trace_request, ptrace)
CLASSIC(memory_written, process_vm_writev)
