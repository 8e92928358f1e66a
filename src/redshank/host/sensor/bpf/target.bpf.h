/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The process that an act is aimed at, named as the agent knows it. */
#pragma once
#include "record.bpf.h"

/* host: its number in the first pid namespace. scoped: in the agent's, 0 where it lies outside. */
INLINE void target_of(struct pid *p, __u32 *host, __u32 *scoped)
{
  __u32 number = 0, inum = 0, level = READ(p, level);
  upid_at(p, 0, &number, &inum);
  *host = number;
  if (scope_level(p, level, &number, &inum) >= 0) *scoped = number;
}

INLINE void target_task(struct task_struct *t, __u32 *host, __u32 *scoped)
{
  struct task_struct *leader = READ(t, group_leader);
  struct pid *p = READ(leader, thread_pid);
  if (p) target_of(p, host, scoped);
}
