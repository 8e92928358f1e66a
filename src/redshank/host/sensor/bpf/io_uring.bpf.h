/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* io_uring does what system calls do without making one. A ring's birth is told once a process; an operation that could
 * open, delete or talk is told at its first use by a process, operations on names each time, with the kernel's own copy
 * of the names. At their end opens, accepts, binds, listens and new sockets become the events the calls would give.
 * A ring's own thread (SQPOLL) belongs to the process that made the ring, so the owner needs no search. */
#pragma once
#include "socket.bpf.h"

#define OP_ACCEPT 13
#define OP_OPENAT 18
#define OP_OPENAT2 28
#define OP_RENAMEAT 35
#define OP_UNLINKAT 36
#define OP_MKDIRAT 37
#define OP_SYMLINKAT 38
#define OP_LINKAT 39
#define OP_SOCKET 45
#define OP_BIND 56
#define OP_LISTEN 57
#define OP_SETUP 255 /* ours: the ring itself */
#define BIT(n) (1ULL << (n))
/* SENDMSG 9, CONNECT 16, SEND 26, URING_CMD 46, SEND_ZC 47, SENDMSG_ZC 48 */
#define USES (BIT(9) | BIT(OP_ACCEPT) | BIT(16) | BIT(OP_OPENAT) | BIT(26) | BIT(OP_OPENAT2) | NAMES | BIT(OP_SOCKET) | BIT(46) | BIT(47) | BIT(48) | BIT(OP_BIND) | BIT(OP_LISTEN))
#define NAMES (BIT(OP_RENAMEAT) | BIT(OP_UNLINKAT) | BIT(OP_MKDIRAT) | BIT(OP_SYMLINKAT) | BIT(OP_LINKAT))
#define ENDS (BIT(OP_ACCEPT) | BIT(OP_OPENAT) | BIT(OP_OPENAT2) | BIT(OP_SOCKET) | BIT(OP_BIND) | BIT(OP_LISTEN))
#define RING_USERS 4096 /* pairs of process and operation; beyond it the least used is told again */
#define RING_NAME_BYTES 2048
#define AT_FDCWD -100
#define DIRECT_ALLOC 0xffffffff /* IORING_FILE_INDEX_ALLOC: the ring chose the slot, and the result names it */

struct ring_use { __u64 start; __u32 pid, operation; };
struct { __uint(type, MAP_LRU_HASH); __uint(max_entries, RING_USERS); __type(key, struct ring_use); __type(value, __u64); } ring_uses SEC(".maps");

INLINE bool first_use(struct task_struct *t, __u32 operation)
{
  struct task_struct *leader = READ(t, group_leader);
  struct ring_use key = {READ(leader, start_boottime), READ(t, tgid), operation};
  __u64 *uses = bpf_map_lookup_elem(&ring_uses, &key), one = 1;
  if (uses) {
    __sync_fetch_and_add(uses, 1);
    return 0;
  }
  bpf_map_update_elem(&ring_uses, &key, &one, 0);
  return 1;
}

INLINE struct scratch *ring_begin(struct task_struct *t, __u32 operation)
{
  struct scratch *s = scratch_begin(sizeof(struct rs_kernel_io_uring));
  if (!s || !header_fill(&s->header, t, RS_KERNEL_IO_URING)) return 0;
  s->ring.io_uring_opcode = operation;
  s->ring.io_uring_flags = s->ring.io_uring_entries = 0;
  return s;
}

INLINE void tail_filename(struct scratch *s, struct filename *from)
{
  __u32 begin = tail_begin(s);
  long n = from ? bpf_probe_read_kernel_str(tail_here(s), RING_NAME_BYTES, READ(from, name)) : 0;
  if (n > 0) tail_bytes(s, n);
  if (n == RING_NAME_BYTES) s->flags |= FLAG_CUT;
  tail_end(s, begin);
}

/* The folder a relative name counts from. */
INLINE void tail_folder(struct scratch *s, struct task_struct *t, int fd)
{
  struct fs_struct *fs = READ(t, fs);
  struct path *where = 0;
  if (fd == AT_FDCWD) {
    where = __builtin_preserve_access_index(&fs->pwd);
  } else {
    struct file *f = file_of(t, fd);
    if (f) where = __builtin_preserve_access_index(&f->f_path);
  }
  if (where) tail_path(s, where);
  else tail_empty(s);
}

struct operands { struct filename *name, *other; int folder, other_folder; };

INLINE void operands_fill(struct operands *o, struct io_kiocb *request, __u32 operation)
{
  o->folder = o->other_folder = AT_FDCWD;
  if (operation == OP_UNLINKAT) {
    struct io_unlink *u = (void *)request;
    o->name = READ(u, filename);
    o->folder = READ(u, dfd);
  } else if (operation == OP_MKDIRAT) {
    struct io_mkdir *m = (void *)request;
    o->name = READ(m, filename);
    o->folder = READ(m, dfd);
  } else if (operation == OP_RENAMEAT) {
    struct io_rename *r = (void *)request;
    o->name = READ(r, newpath);
    o->other = READ(r, oldpath);
    o->folder = READ(r, new_dfd);
    o->other_folder = READ(r, old_dfd);
  } else if (operation == OP_LINKAT || operation == OP_SYMLINKAT) {
    struct io_link *l = (void *)request;
    o->name = READ(l, newpath);
    o->other = READ(l, oldpath);
    o->folder = READ(l, new_dfd);
    if (operation == OP_LINKAT) o->other_folder = READ(l, old_dfd);
  } else {
    struct io_open *f = (void *)request;
    o->name = READ(f, filename);
    o->folder = READ(f, dfd);
  }
}

INLINE bool has_names(__u32 operation)
{
  return ((NAMES | BIT(OP_OPENAT) | BIT(OP_OPENAT2)) >> operation) & 1;
}

INLINE int submitted(struct io_kiocb *request)
{
  __u32 operation = READ(request, opcode);
  if (operation > 63 || !((USES >> operation) & 1)) return 0;
  struct task_struct *t = bpf_get_current_task_btf();
  if (!((NAMES >> operation) & 1) && !first_use(t, operation)) return 0;
  struct scratch *s = ring_begin(t, operation);
  if (!s) return 0;
  struct operands o = {};
  if (has_names(operation)) operands_fill(&o, request, operation);
  tail_filename(s, o.name);
  tail_filename(s, o.other);
  if (o.name) tail_folder(s, t, o.folder);
  else tail_empty(s);
  if (o.other) tail_folder(s, t, o.other_folder);
  else tail_empty(s);
  s->flags |= FLAG_RING;
  send_bulk(s);
  return 0;
}

SEC("tp_btf/io_uring_submit_req")
int ring_submit(__u64 *ctx) { return submitted((void *)ctx[0]); }

SEC("tp_btf/io_uring_submit_sqe") /* its name before 6.4 */
int ring_submit_old(__u64 *ctx) { return submitted((void *)ctx[0]); }

SEC("tp_btf/io_uring_create")
int ring_create(__u64 *ctx)
{
  struct task_struct *t = bpf_get_current_task_btf();
  __u32 flags = ctx[4];
  if (!first_use(t, OP_SETUP << 8 | (flags & 2))) return 0; /* a ring with a thread of its own is told beside one without */
  struct scratch *s = ring_begin(t, OP_SETUP);
  if (!s) return 0;
  s->ring.io_uring_flags = flags;
  s->ring.io_uring_entries = ctx[2];
  tail_empty(s);
  tail_empty(s);
  tail_empty(s);
  tail_empty(s);
  s->flags |= FLAG_RING;
  send_bulk(s);
  return 0;
}

/* A file that has a slot in the ring's own table and no descriptor. */
INLINE struct file *direct_file(struct io_kiocb *request, __u32 slot)
{
  struct io_ring_ctx *ring = READ(request, ctx);
  unsigned long found = 0;
  if (EXISTS(ring, file_table.data)) {
    if (slot >= READ(ring, file_table.data.nr)) return 0;
    struct io_rsrc_node **nodes = READ(ring, file_table.data.nodes), *node = 0;
    bpf_probe_read_kernel(&node, sizeof(node), nodes + slot);
    if (node) bpf_probe_read_kernel(&found, sizeof(found), __builtin_preserve_access_index(&node->file_ptr));
  } else {
    if (slot >= READ(ring, nr_user_files)) return 0;
    struct io_fixed_file *files = READ(ring, file_table.files);
    bpf_probe_read_kernel(&found, sizeof(found), (char *)files + slot * TYPE_BYTES(struct io_fixed_file));
  }
  return (struct file *)(found & ~7UL); /* the low bits are flags */
}

INLINE __u32 slot_wanted(struct io_kiocb *request, __u32 operation)
{
  if (operation == OP_ACCEPT) return READ((struct io_accept *)request, file_slot);
  if (operation == OP_SOCKET) return READ((struct io_socket *)request, file_slot);
  return READ((struct io_open *)request, file_slot);
}

INLINE struct file *made(struct call *c, struct io_kiocb *request, __u32 operation)
{
  __u32 slot = slot_wanted(request, operation);
  if (!slot) return file_of(c->task, c->result);
  return direct_file(request, slot == DIRECT_ALLOC ? c->result : slot - 1);
}

SEC("tp_btf/io_uring_complete")
int ring_complete(__u64 *ctx)
{
  struct io_kiocb *request = (void *)ctx[1];
  if (!request) return 0; /* one of many results of one request, which is not at hand here */
  __u32 operation = READ(request, opcode);
  if (operation > 63 || !((ENDS >> operation) & 1)) return 0;
  struct call c = {bpf_get_current_task_btf(), 0, READ(request, cqe.res), NR_IO_URING_ENTER, 0, FLAG_RING};
  if (operation == OP_BIND) bound(&c, READ(request, file), 0);
  else if (operation == OP_LISTEN && connects.calls_report == 2) listening(&c, READ(request, file)); /* else socket_state tells */
  if (operation >= OP_BIND || c.result < 0) return 0;
  struct file *f = made(&c, request, operation);
  if (!f) return 0;
  if (operation == OP_ACCEPT) accepted(&c, f);
  else if (operation == OP_SOCKET) socket_made(&c, f);
  else file_opened(&c, f);
  return 0;
}
