/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Building a record and sending it: rings, counters, the head, the tails. */
#pragma once
#include "kernel.bpf.h"
#include "generated/records.h"

/* 2 MiB holds about one second of an exec storm; the agent may be away for two, at a restart or on a busy machine. */
#define URGENT_BYTES (4 << 20)
#define BULK_BYTES (4 << 20)
#define SCRATCH_BYTES 20480 /* the mask below and 4 KiB: a read at any masked offset stays inside; a per-CPU value ends at 32 KiB */
#define SCRATCH_MASK 16383
#define PATH_STEPS 48  /* folders and mounts on the way to the root */
#define NAME_BYTES 256 /* NAME_MAX + NUL */
#define PATH_BYTES 4096
#define ARGS_BYTES 4095 /* taken at once; the true length is told beside */

#define FLAG_COMPAT 1
#define FLAG_CUT 2
#define FLAG_BEFORE 4
#define FLAG_USER 8 /* a value was read from the caller's memory, where another thread may have changed it */
#define FLAG_RING 0x100 /* asked of a ring of io_uring, not of a system call */

struct scratch {
  __u32 at; /* kept in memory, not in a register: the verifier's states of a path walk converge only so */
  __u32 flags;
  __u64 walk; /* where a walk begins: a pointer, which goes into a function of its own only as a number */
  __u64 top, below; /* the two topmost names of a walk so far; in memory for the same reason as `at` */
  union {
    __u8 data[SCRATCH_BYTES];
    struct rs_header header;
    struct rs_process_exec exec;
    struct rs_process_fork fork;
    struct rs_process_exit exit;
    struct rs_file_open open;
    struct rs_file_attempt attempt;
    struct rs_net_connect flow;
    struct rs_net_accept accepted; /* the same members as flow; here for its layout in the object's BTF */
    struct rs_net_listen listen;
    struct rs_net_bind bind;
    struct rs_net_raw raw;
    struct rs_net_dns dns; /* its records are made elsewhere; here for its layout in the object's BTF */
    struct rs_kernel_io_uring ring;
    struct rs_kernel_module module;
    struct rs_kernel_credentials credentials;
    struct rs_process_signal signal;
    struct rs_process_exec_failed exec_failed;
    struct rs_kernel_bpf bpf;
    struct rs_kernel_ptrace ptrace;
    struct rs_kernel_memfd memfd;
    struct rs_kernel_mount mount;
    struct rs_kernel_namespace namespaces;
    struct rs_session_tty tty;
    struct rs_agent_throttled throttled; /* made elsewhere; here for its layout in the object's BTF */
  };
};

struct { __uint(type, MAP_RINGBUF); __uint(max_entries, URGENT_BYTES); } urgent SEC(".maps");
struct { __uint(type, MAP_RINGBUF); __uint(max_entries, BULK_BYTES); } bulk SEC(".maps");
struct { __uint(type, MAP_PERCPU_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, struct scratch); } scratch_map SEC(".maps");

/* Written by the agent; lives in a map, so a successor can take it over. */
struct { __u32 scope, own_pid, mounts; } settings SEC(".data") = {0};
/* Records offered to each ring so far; a number that never arrives is a loss. */
struct { __u64 urgent, bulk; } offered SEC(".data.offered") = {0};

/* Set by the reader when it has read all; a wake-up costs the caller up to 8 us (an interrupt to itself, in a virtual
 * machine an exit), so only the first record after that gives one. */
struct { __u32 idle; } reader SEC(".data.reader") = {0};
#define NO_WAKEUP 1
#define FORCE_WAKEUP 2

INLINE __u64 wake_flags(void)
{
  if (!reader.idle) return NO_WAKEUP;
  reader.idle = 0;
  return FORCE_WAKEUP;
}

INLINE struct scratch *scratch_begin(__u32 fixed_bytes)
{
  __u32 zero = 0;
  struct scratch *s = bpf_map_lookup_elem(&scratch_map, &zero);
  if (s) {
    s->at = fixed_bytes;
    s->flags = 0;
  }
  return s;
}

/* The reader went idle between our look at the flag and our record: an empty record wakes it. */
INLINE void nudge(void *ring, __u64 flags)
{
  if (flags == FORCE_WAKEUP || !reader.idle) return;
  reader.idle = 0;
  void *r = bpf_ringbuf_reserve(ring, 8, 0);
  if (r) bpf_ringbuf_discard(r, FORCE_WAKEUP);
}

#include "flow.bpf.h"

INLINE void send(struct scratch *s, void *ring, __u64 *sequence)
{
  __u32 length = s->at;
  barrier_var(length);
  length &= SCRATCH_MASK;
  s->header.flags = s->flags;
  s->header.length = length;
  s->header.sequence = next_number(sequence, s->header.type);
  __u64 flags = wake_flags();
  if (bpf_ringbuf_output(ring, s->data, length, flags)) count_drop(s->header.type);
  nudge(ring, flags);
}

INLINE void send_urgent(struct scratch *s) { send(s, &urgent, &offered.urgent); }
INLINE void send_bulk(struct scratch *s) { send(s, &bulk, &offered.bulk); }

/* pid and namespace number of `p` at `level`; struct pid ends in an array of upid, one a level */
INLINE void upid_at(struct pid *p, __u32 level, __u32 *number, __u32 *inum)
{
  struct upid *u = (void *)((char *)p + FIELD_OFFSET(struct pid, numbers) + level * TYPE_BYTES(struct upid));
  struct pid_namespace *ns = READ(u, ns);
  *number = READ(u, nr);
  *inum = READ(ns, ns.inum);
}

/* The level at which `p` is known in the agent's namespace, with its number there; -1 where it lies outside. */
INLINE int scope_level(struct pid *p, __u32 level, __u32 *number, __u32 *innermost)
{
  __u32 inum = 0;
  upid_at(p, level, number, &inum);
  *innermost = inum;
  if (inum == settings.scope) return level;
  for (__u32 i = 0; i < 8; i++) { /* deeper nesting than 8 counts as outside; the kernel allows 32 */
    if (i >= level) break;
    upid_at(p, i, number, &inum);
    if (inum == settings.scope) return i;
  }
  return -1;
}

/* Names the process in the agent's namespace. False: out of scope, or the agent itself. */
INLINE bool in_scope(struct rs_header *h, struct task_struct *leader, struct task_struct *parent)
{
  struct pid *p = READ(leader, thread_pid), *above = READ(parent, thread_pid);
  if (!p) return 0;
  __u32 level = READ(p, level), number = 0, inum = 0;
  int scope = scope_level(p, level, &number, &inum);
  if (scope < 0 || (number == settings.own_pid && settings.own_pid)) return 0;
  h->process_pid_namespace = inum;
  h->process_namespace_level = level;
  h->process_scope_pid = number;
  h->parent_scope_pid = 0;
  if (above && READ(above, level) >= (__u32)scope) {
    upid_at(above, scope, &number, &inum);
    if (inum == settings.scope) h->parent_scope_pid = number;
  }
  return 1;
}

/* Fills the head for `t` but for its control group. False: not to be reported. */
INLINE bool header_task(struct rs_header *h, struct task_struct *t, __u16 type)
{
  struct task_struct *leader = READ(t, group_leader), *creator = READ(leader, real_parent), *parent = READ(creator, group_leader);
  if (!in_scope(h, leader, parent)) return 0;
  struct cred *c = READ(t, cred);
  h->type = type;
  h->time = bpf_ktime_get_boot_ns();
  h->start = READ(leader, start_boottime);
  h->parent_start = READ(parent, start_boottime);
  h->process_pid = READ(t, tgid);
  h->process_thread_id = READ(t, pid);
  h->process_parent_pid = READ(parent, tgid);
  h->user_id = READ(c, uid.val);
  h->user_effective_id = READ(c, euid.val);
  h->group_id = READ(c, gid.val);
  h->user_audit_id = h->session_id = 0xffffffff;
  if (EXISTS(t, loginuid)) h->user_audit_id = READ(t, loginuid.val);
  if (EXISTS(t, sessionid)) h->session_id = READ(t, sessionid);
  bpf_probe_read_kernel(h->comm, sizeof(h->comm), __builtin_preserve_access_index(&t->comm));
  return 1;
}

/* Fills the head for `t`, the current task. False: not to be reported, or held back as one too many. */
INLINE bool header_fill(struct rs_header *h, struct task_struct *t, __u16 type)
{
  if (!header_task(h, t, type)) return 0;
  h->cgroup_id = bpf_get_current_cgroup_id();
  return !throttled(h);
}

/* A tail is a 16-bit length and that many bytes; begin says where the length goes. */
INLINE __u32 tail_begin(struct scratch *s)
{
  __u32 begin = s->at & SCRATCH_MASK;
  s->at = begin + 2;
  return begin;
}

INLINE void tail_end(struct scratch *s, __u32 begin)
{
  __u32 length = (s->at - begin - 2) & SCRATCH_MASK;
  begin &= SCRATCH_MASK;
  s->data[begin] = length;
  s->data[begin + 1] = length >> 8;
}

INLINE void tail_bytes(struct scratch *s, __u32 got)
{
  s->at = (s->at + got) & SCRATCH_MASK;
}

INLINE void *tail_here(struct scratch *s)
{
  __u32 at = s->at;
  barrier_var(at);
  return s->data + (at & SCRATCH_MASK);
}

INLINE void tail_empty(struct scratch *s) { tail_end(s, tail_begin(s)); }

/* A string of the kernel's own, of at most `limit` bytes with its NUL. */
INLINE void tail_kernel_string(struct scratch *s, const void *from, __u32 limit)
{
  __u32 begin = tail_begin(s);
  long n = from ? bpf_probe_read_kernel_str(tail_here(s), limit, from) : 0;
  if (n > 0) tail_bytes(s, n);
  if (n == limit) s->flags |= FLAG_CUT;
  tail_end(s, begin);
}

/* A string of at most `limit` bytes with its NUL; user memory, so another thread may have changed it since. */
INLINE void tail_user_string(struct scratch *s, const void *from, __u32 limit)
{
  __u32 begin = tail_begin(s);
  long n = from ? bpf_probe_read_user_str(tail_here(s), limit, from) : 0;
  if (n > 0) tail_bytes(s, n);
  if (n > 1) s->flags |= FLAG_USER;
  if (n == limit) s->flags |= FLAG_CUT;
  tail_end(s, begin);
}

INLINE void path_component(struct scratch *s, struct dentry *d)
{
  long n = bpf_probe_read_kernel_str(tail_here(s), NAME_BYTES, READ(d, d_name.name));
  if (n > 0) tail_bytes(s, n);
}

/* A place on the way up: a dentry, and the mount it is seen through. */
struct place { struct dentry *d; struct mount *m; struct vfsmount *mount; };
#define UP_ROOT 0    /* it was the root of the mount tree: there is nothing above */
#define UP_MOUNT 1   /* it was the root of a mount: now the folder that this is mounted on */
#define UP_ALONE 2   /* memfd and other files without a folder */
#define UP_FOLDER 3

INLINE struct place place_of(struct path *where)
{
  struct vfsmount *mount = READ(where, mnt);
  return (struct place){READ(where, dentry), (void *)((char *)mount - FIELD_OFFSET(struct mount, mnt)), mount};
}

INLINE int up(struct place *p)
{
  struct dentry *parent = READ(p->d, d_parent);
  if (p->d == READ(p->mount, mnt_root)) {
    struct mount *outer = READ(p->m, mnt_parent);
    if (outer == p->m) return UP_ROOT;
    p->d = READ(p->m, mnt_mountpoint);
    p->m = outer;
    p->mount = (void *)((char *)outer + FIELD_OFFSET(struct mount, mnt));
    return UP_MOUNT;
  }
  if (p->d == parent) return UP_ALONE;
  p->d = parent;
  return UP_FOLDER;
}

/* A walk up on its way. The loops are bpf_loop's: the verifier looks at one step, not at every one of 48. */
struct walk { struct scratch *s; struct place p; __u32 begin; bool ended; int found; };

PART long path_step(__u32 i, struct walk *w)
{
  struct scratch *s = w->s;
  struct dentry *d = w->p.d;
  int way = d ? up(&w->p) : UP_ROOT;
  if (way == UP_MOUNT) return 0;
  if (way != UP_ROOT) {
    bool fits = s->at - w->begin <= PATH_BYTES - NAME_BYTES;
    if (fits) path_component(s, d);
    else s->flags |= FLAG_CUT;
    if (fits && way == UP_FOLDER) return 0;
  }
  w->ended = 1;
  return 1;
}

/* The walk of tail_path. Not static: the verifier looks at it once a program, not once for each way that leads here. */
__attribute__((noinline)) int path_walk(void)
{
  __u32 zero = 0;
  struct scratch *s = bpf_map_lookup_elem(&scratch_map, &zero);
  if (!s) return 0;
  struct walk w = {s, place_of((void *)s->walk), tail_begin(s)};
  bpf_loop(PATH_STEPS, path_step, &w, 0);
  if (!w.ended) s->flags |= FLAG_CUT;
  if (s->at == w.begin + 2) { /* the root itself: one empty name, so that it differs from no path */
    *(__u8 *)tail_here(s) = 0;
    tail_bytes(s, 1);
  }
  tail_end(s, w.begin);
  return 0;
}

/* The names on the way from a dentry up to the root of its mount tree, leaf first, a NUL after each. */
INLINE void tail_path(struct scratch *s, struct path *where)
{
  s->walk = (__u64)where;
  path_walk();
}
