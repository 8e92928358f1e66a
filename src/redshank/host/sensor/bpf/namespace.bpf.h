/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Namespaces: made by unshare or with a new process, entered by setns. What the process is in afterwards is the kernel's word;
 * a new process with namespaces of its own is seen at its birth, by any call and in every mode. */
#pragma once
#include "syscall.bpf.h"

#define NEW_TIME 0x80
#define NEW_MOUNT 0x20000
#define NEW_CGROUP 0x2000000
#define NEW_UTS 0x4000000
#define NEW_IPC 0x8000000
#define NEW_USER 0x10000000
#define NEW_PID 0x20000000
#define NEW_NET 0x40000000

/* The namespaces of `t` where they lie in a record; net, user and mount are all that a process is told by. */
#define NAMESPACES_FILL(record, t)                                       \
  ({                                                                     \
    struct nsproxy *_spaces = READ(t, nsproxy);                          \
    struct cred *_cred = READ(t, cred);                                  \
    struct user_namespace *_users = READ(_cred, user_ns);                \
    (record).namespace_user = READ(_users, ns.inum);                     \
    (record).namespace_mount = (record).namespace_network = 0;           \
    if (_spaces) {                                                       \
      struct mnt_namespace *_mounts = READ(_spaces, mnt_ns);             \
      struct net *_net = READ(_spaces, net_ns);                          \
      (record).namespace_mount = READ(_mounts, ns.inum);                 \
      (record).namespace_network = READ(_net, ns.inum);                  \
    }                                                                    \
  })

INLINE void namespaces_send(struct scratch *s, struct task_struct *t, long result, __u32 number, __u32 asked)
{
  s->namespaces.result = result;
  s->namespaces.syscall_number = number;
  s->namespaces.namespace_flags = asked;
  NAMESPACES_FILL(s->namespaces, t);
  s->namespaces.namespace_home = s->namespaces.namespace_mount == settings.mounts;
  send_urgent(s);
}

INLINE void namespace_changed(struct call *c, __u32 asked)
{
  struct scratch *s = scratch_begin(sizeof(struct rs_kernel_namespace));
  if (!s || !header_fill(&s->header, c->task, RS_KERNEL_NAMESPACE)) return;
  begin_flags(s, c);
  namespaces_send(s, c->task, c->result, c->number, asked);
}

#define NEW_ANY (NEW_TIME | NEW_MOUNT | NEW_CGROUP | NEW_UTS | NEW_IPC | NEW_USER | NEW_PID | NEW_NET)
PART void namespace_left(struct call *c) /* unshare(flags): also descriptors and the like, which are nobody's business */
{
  __u32 asked = argument(c, 0);
  if (asked & NEW_ANY) namespace_changed(c, asked);
}

PART void namespace_entered(struct call *c) /* setns(fd, kinds) */
{
  namespace_changed(c, argument(c, 1));
}

INLINE __u32 differing(struct nsproxy *a, struct nsproxy *b)
{
  if (a == b || !a || !b) return 0;
  return (READ(a, mnt_ns) != READ(b, mnt_ns) ? NEW_MOUNT : 0) | (READ(a, uts_ns) != READ(b, uts_ns) ? NEW_UTS : 0) |
         (READ(a, ipc_ns) != READ(b, ipc_ns) ? NEW_IPC : 0) | (READ(a, net_ns) != READ(b, net_ns) ? NEW_NET : 0) |
         (READ(a, pid_ns_for_children) != READ(b, pid_ns_for_children) ? NEW_PID : 0) |
         (READ(a, cgroup_ns) != READ(b, cgroup_ns) ? NEW_CGROUP : 0) |
         (READ(a, time_ns_for_children) != READ(b, time_ns_for_children) ? NEW_TIME : 0);
}

/* Called at the birth of `child`, in its maker's context. */
INLINE void namespaces_of_child(struct task_struct *maker, struct task_struct *child)
{
  struct cred *mine = READ(maker, cred), *its = READ(child, cred);
  __u32 made = differing(READ(maker, nsproxy), READ(child, nsproxy));
  if (READ(mine, user_ns) != READ(its, user_ns)) made |= NEW_USER;
  if (!made) return;
  struct scratch *s = scratch_begin(sizeof(struct rs_kernel_namespace));
  if (!s || !header_fill(&s->header, child, RS_KERNEL_NAMESPACE)) return;
  struct pt_regs *regs = (void *)bpf_task_pt_regs(maker);
  if (READ(maker, thread_info.status) & TS_COMPAT) s->flags |= FLAG_COMPAT;
  namespaces_send(s, child, 0, READ(regs, orig_ax), made);
}

SLOT(namespace_left)
SLOT(namespace_entered)
CLASSIC(namespace_left, unshare)
CLASSIC(namespace_entered, setns)
