/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Signals to the agent's own processes, with whoever sent them. A signal that kills the agent is told by its successor. */
#pragma once
#include "record.bpf.h"

#define ROLE_WORKER 1
#define ROLE_GUARDIAN 2
#define ROLE_PARENT 3
#define GUARDED 16
/* PIPE ALRM CHLD CONT URG WINCH IO: everyday ones */
#define EVERYDAY (1ull << 13 | 1ull << 14 | 1ull << 17 | 1ull << 18 | 1ull << 23 | 1ull << 28 | 1ull << 29)

/* Process of the agent, by its pid in the agent's own namespace, to its role; written by the agent. */
struct { __uint(type, MAP_HASH); __uint(max_entries, GUARDED); __type(key, __u32); __type(value, __u32); } guarded SEC(".maps");

INLINE __u32 role_of(struct task_struct *t)
{
  struct task_struct *leader = READ(t, group_leader);
  struct pid *p = READ(leader, thread_pid);
  __u32 number = 0, inum = 0;
  if (!p || scope_level(p, READ(p, level), &number, &inum) < 0) return 0;
  __u32 *role = bpf_map_lookup_elem(&guarded, &number);
  return role ? *role : 0;
}

/* No siginfo at 0, the kernel itself at 1 (SEND_SIG_NOINFO, SEND_SIG_PRIV). */
INLINE __s32 code_of(struct kernel_siginfo *info)
{
  if (!info) return 0;
  if (info == (void *)1) return 0x80;
  return READ(info, si_code);
}

SEC("tp_btf/signal_generate")
int signal_sent(__u64 *ctx)
{
  __u32 number = ctx[0];
  struct task_struct *target = (void *)ctx[2], *sender = bpf_get_current_task_btf();
  __u32 pid = READ(target, tgid), from = READ(sender, tgid);
  if (pid == from || (number < 64 && (EVERYDAY >> number & 1))) return 0;
  __u32 role = role_of(target);
  if (!role) return 0;
  struct scratch *s = scratch_begin(sizeof(struct rs_process_signal));
  if (!s || !header_fill(&s->header, sender, RS_PROCESS_SIGNAL)) return 0;
  struct task_struct *leader = READ(target, group_leader), *parent = READ(leader, real_parent);
  s->signal.signal_target_start = READ(leader, start_boottime);
  s->signal.signal_number = number;
  s->signal.signal_code = code_of((void *)ctx[1]);
  s->signal.signal_outcome = ctx[4];
  s->signal.signal_target_pid = pid;
  s->signal.signal_target_role_number = role;
  s->signal.signal_sender_role_number = role_of(sender);
  if (!s->signal.signal_sender_role_number && READ(parent, tgid) == from) s->signal.signal_sender_role_number = ROLE_PARENT;
  send_urgent(s);
  return 0;
}
