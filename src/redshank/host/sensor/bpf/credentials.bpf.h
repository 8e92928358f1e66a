/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Changes of user, group and capabilities: the head carries what the process is after the call. */
#pragma once
#include "syscall.bpf.h"

INLINE void credential_change(struct call *c)
{
  struct scratch *s = scratch_begin(sizeof(struct rs_kernel_credentials));
  if (!s || !header_fill(&s->header, c->task, RS_KERNEL_CREDENTIALS)) return;
  struct cred *cred = READ(c->task, cred);
  begin_flags(s, c);
  s->credentials.result = c->result;
  s->credentials.syscall_a0 = argument(c, 0);
  s->credentials.syscall_a1 = argument(c, 1);
  s->credentials.syscall_a2 = argument(c, 2);
  s->credentials.capabilities_effective = READ(cred, cap_effective).val;
  s->credentials.syscall_number = c->number;
  send_urgent(s);
}

SLOT(credential_change)
CLASSIC(credential_change, setuid)
CLASSIC(credential_change, setgid)
CLASSIC(credential_change, setreuid)
CLASSIC(credential_change, setregid)
CLASSIC(credential_change, setresuid)
CLASSIC(credential_change, setresgid)
CLASSIC(credential_change, setfsuid)
CLASSIC(credential_change, setfsgid)
CLASSIC(credential_change, setgroups)
CLASSIC(credential_change, capset)
