/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Connections. In full and light the system call's exit tells result and addresses, and the cgroup programs speak only
 * for what is no such call (io_uring; in light also 32-bit calls). In off they tell of every attempt, before it is made. */
#pragma once
#include "file.bpf.h"

#define AF_INET 2
#define AF_INET6 10
#define EINPROGRESS 115
#define TCP 6
#define UDP 17
#define TCP_LISTEN 10
#define NR_CONNECT 42
#define NR_CONNECT_32 362
#define NR_SOCKETCALL_32 102
#define NR_IO_URING_ENTER 426 /* in both tables */
#define PF_IO_WORKER 0x10
#define DNS_PORT 0x3500 /* 53 in network order */

struct address { __u32 zero[2], mark, v4; }; /* IPv4 mapped into IPv6 */
struct user_address { __u16 family; __u16 port; __u32 v4; __u8 v6[16]; __u32 scope; };

INLINE void address_v4(void *to, __u32 v4)
{
  *(struct address *)to = (struct address){{0, 0}, 0xffff0000, v4};
}

/* No address at all: 0.0.0.0 or ::, with which a resolver asks for an address of its own. */
INLINE bool is_nowhere(struct address *a)
{
  return !(a->zero[0] | a->zero[1] | a->v4) && (!a->mark || a->mark == 0xffff0000);
}

/* the kernel's own addresses of a socket */
INLINE void socket_remote(struct sock *sk, __u16 family, void *to, __u16 *port)
{
  if (family == AF_INET6) bpf_probe_read_kernel(to, 16, __builtin_preserve_access_index(&sk->__sk_common.skc_v6_daddr));
  else address_v4(to, READ(sk, __sk_common.skc_daddr));
  *port = __builtin_bswap16(READ(sk, __sk_common.skc_dport));
}

INLINE void socket_local(struct sock *sk, __u16 family, void *to, __u16 *port)
{
  if (family == AF_INET6) bpf_probe_read_kernel(to, 16, __builtin_preserve_access_index(&sk->__sk_common.skc_v6_rcv_saddr));
  else address_v4(to, READ(sk, __sk_common.skc_rcv_saddr));
  *port = READ(sk, __sk_common.skc_num);
}

INLINE struct sock *sock_in(struct file *f, __u16 *family)
{
  if (!f) return 0;
  struct inode *inode = READ(f, f_inode);
  if ((READ(inode, i_mode) & S_IFMT) != S_IFSOCK) return 0;
  struct socket *socket = READ(f, private_data);
  struct sock *sk = READ(socket, sk);
  if (!sk) return 0;
  *family = READ(sk, __sk_common.skc_family);
  return sk;
}

INLINE bool is_internet(__u16 family) { return family == AF_INET || family == AF_INET6; }

INLINE struct sock *sock_of(struct task_struct *t, __u32 fd, __u16 *family)
{
  struct sock *sk = sock_in(file_of(t, fd), family);
  return sk && is_internet(*family) ? sk : 0;
}

INLINE struct scratch *flow_begin(struct call *c, struct sock *sk, __u16 family, __u16 type)
{
  struct scratch *s = scratch_begin(sizeof(struct rs_net_connect));
  if (!s || !header_fill(&s->header, c->task, type)) return 0;
  begin_flags(s, c);
  s->flow.result = c->result;
  s->flow.syscall_number = c->number;
  s->flow.network_family = family;
  s->flow.network_iana_number = READ(sk, sk_protocol);
  s->flow.network_repeats = 0;
  return s;
}

/* A refused connect has lost its destination in the kernel: then the address the caller gave is all there is. */
INLINE bool given_address(__u64 from, void *to, __u16 *port)
{
  struct user_address a = {};
  bpf_probe_read_user(&a, sizeof(a), (void *)from);
  *port = __builtin_bswap16(a.port);
  if (a.family == AF_INET) address_v4(to, a.v4);
  else if (a.family == AF_INET6) __builtin_memcpy(to, a.v6, 16);
  else return 0;
  return 1;
}

INLINE void connected(struct call *c, __u32 fd, __u64 given)
{
  __u16 family = 0;
  struct sock *sk = sock_of(c->task, fd, &family);
  if (!sk) return;
  struct scratch *s = flow_begin(c, sk, family, RS_NET_CONNECT);
  if (!s) return;
  socket_local(sk, family, s->flow.source_ip, &s->flow.source_port);
  if (c->result == 0 || c->result == -EINPROGRESS) socket_remote(sk, family, s->flow.destination_ip, &s->flow.destination_port);
  else if (given_address(given, s->flow.destination_ip, &s->flow.destination_port)) s->flags |= FLAG_USER;
  else return;
  if (s->flow.network_iana_number == UDP && is_nowhere((void *)s->flow.destination_ip)) return;
  send_bulk(s);
}

INLINE void net_connect(struct call *c) { connected(c, argument(c, 0), argument(c, 1)); }

INLINE void accepted(struct call *c, struct file *f)
{
  __u16 family = 0;
  struct sock *sk = sock_in(f, &family);
  if (!sk || !is_internet(family)) return;
  struct scratch *s = flow_begin(c, sk, family, RS_NET_ACCEPT);
  if (!s) return;
  socket_remote(sk, family, s->flow.source_ip, &s->flow.source_port);
  socket_local(sk, family, s->flow.destination_ip, &s->flow.destination_port);
  send_bulk(s);
}

INLINE void net_accept(struct call *c)
{
  if (c->result >= 0) accepted(c, file_of(c->task, c->result));
}

INLINE bool listen_fill(struct scratch *s, struct task_struct *t, struct sock *sk, __u16 family)
{
  if (!header_fill(&s->header, t, RS_NET_LISTEN)) return 0;
  s->listen.network_family = family;
  s->listen.network_iana_number = READ(sk, sk_protocol);
  socket_local(sk, family, s->listen.source_ip, &s->listen.source_port);
  return 1;
}

INLINE void listening(struct call *c, struct file *f)
{
  __u16 family = 0;
  struct sock *sk = sock_in(f, &family);
  struct scratch *s = sk && is_internet(family) ? scratch_begin(sizeof(struct rs_net_listen)) : 0;
  if (!s || !listen_fill(s, c->task, sk, family)) return;
  begin_flags(s, c);
  s->listen.result = c->result;
  s->listen.syscall_number = c->number;
  send_bulk(s);
}

INLINE void net_listen(struct call *c) { listening(c, file_of(c->task, argument(c, 0))); }

SLOT(net_connect)
SLOT(net_accept)
SLOT(net_listen)
CLASSIC(net_connect, connect)
CLASSIC(net_accept, accept)
CLASSIC(net_accept, accept4)

/* Which system calls report connects and binds with their result: 2 all, 1 those of 64 bits (light), 0 none */
const volatile struct { __u32 calls_report; } connects SEC(".rodata.connects") = {0};

/* How the current task came here: the number of its system call, whether it is a 32-bit one, and the record's flags. */
struct entry { __u64 number; bool compat; __u32 flags; };

INLINE struct entry entry_of(struct task_struct *t)
{
  struct pt_regs *regs = (void *)bpf_task_pt_regs(t);
  struct entry e = {READ(regs, orig_ax), (t->thread_info.status & TS_COMPAT) != 0, FLAG_BEFORE};
  /* a ring's own threads carry the registers of whatever call made them */
  if ((READ(t, flags) & PF_IO_WORKER) || e.number == NR_IO_URING_ENTER) e.flags |= FLAG_RING;
  else if (e.compat) e.flags |= FLAG_COMPAT;
  return e;
}

INLINE bool told_by_call(struct entry *e, __u32 number, __u32 number32)
{
  if (!connects.calls_report || (e->flags & FLAG_RING)) return 0;
  if (e->compat) return connects.calls_report == 2 && (e->number == number32 || e->number == NR_SOCKETCALL_32);
  return e->number == number;
}

/* For light and off: listen() sets the state in the caller's own context. */
SEC("tp_btf/inet_sock_set_state")
int socket_state(__u64 *ctx)
{
  if ((__u32)ctx[2] != TCP_LISTEN) return 0;
  struct sock *sk = (void *)ctx[0];
  struct scratch *s = scratch_begin(sizeof(struct rs_net_listen));
  if (!s || !listen_fill(s, bpf_get_current_task_btf(), sk, READ(sk, __sk_common.skc_family))) return 0;
  struct entry e = entry_of(bpf_get_current_task_btf());
  s->flags |= e.flags;
  s->listen.result = 0;
  s->listen.syscall_number = 0;
  send_bulk(s);
  return 0;
}

/* The programs of control groups may be preempted, so they write into the ring itself: no per-CPU scratch. */
INLINE void *room(__u32 bytes, __u32 type)
{
  void *r = bpf_ringbuf_reserve(&bulk, bytes, 0);
  if (r) return r;
  next_number(&offered.bulk, type);
  count_drop(type);
  return 0;
}

INLINE void submit(struct rs_header *h, __u32 length, __u32 record_flags)
{
  h->flags = record_flags;
  h->length = length;
  h->sequence = next_number(&offered.bulk, h->type);
  __u64 flags = wake_flags();
  bpf_ringbuf_submit(h, flags);
  nudge(&bulk, flags);
}

INLINE void given(struct sock_addr *ctx, __u16 family, void *to)
{
  __u32 *words = to;
  if (family == AF_INET) {
    address_v4(to, ctx->user_ip4);
    return;
  }
  words[0] = ctx->user_ip6[0];
  words[1] = ctx->user_ip6[1];
  words[2] = ctx->user_ip6[2];
  words[3] = ctx->user_ip6[3];
}

INLINE void attempt_send(struct sock_addr *ctx, __u16 family, struct task_struct *t, struct entry *e, const bool datagram, __u32 repeats)
{
  struct rs_net_connect *r = room(sizeof(*r), RS_NET_CONNECT);
  if (!r) return;
  __builtin_memset(r, 0, sizeof(*r));
  given(ctx, family, r->destination_ip);
  if ((ctx->protocol == UDP && !datagram && is_nowhere((void *)r->destination_ip)) || !header_fill(&r->header, t, RS_NET_CONNECT)) {
    bpf_ringbuf_discard(r, NO_WAKEUP);
    return;
  }
  address_v4(r->source_ip, 0);
  r->network_family = family;
  r->network_iana_number = ctx->protocol;
  r->syscall_number = e->number;
  r->network_repeats = repeats;
  r->destination_port = __builtin_bswap16(ctx->user_port);
  submit(&r->header, sizeof(*r), e->flags);
}

/* Who asks a name server over a socket, by the socket's cookie: its answers come in an interrupt, on nobody's behalf. */
#define ASKERS 1024 /* sockets with a question on its way */
struct { __uint(type, MAP_LRU_HASH); __uint(max_entries, ASKERS); __type(key, __u64); __type(value, struct rs_header); } askers SEC(".maps");

INLINE void remember_asker(struct sock_addr *ctx, struct task_struct *t)
{
  struct rs_header h = {};
  __u64 cookie = bpf_get_socket_cookie(ctx);
  h.cgroup_id = bpf_get_current_cgroup_id();
  if (header_task(&h, t, RS_NET_DNS)) bpf_map_update_elem(&askers, &cookie, &h, 0);
}

/* Always lets the call pass. */
INLINE int attempt(struct sock_addr *ctx, __u16 family)
{
  struct task_struct *t = bpf_get_current_task_btf();
  struct entry e = entry_of(t);
  if ((__u16)ctx->user_port == DNS_PORT) remember_asker(ctx, t);
  if (!told_by_call(&e, NR_CONNECT, NR_CONNECT_32)) attempt_send(ctx, family, t, &e, 0, 0);
  return 1;
}

SEC("cgroup/connect4")
int connect_v4(struct sock_addr *ctx) { return attempt(ctx, AF_INET); }

SEC("cgroup/connect6")
int connect_v6(struct sock_addr *ctx) { return attempt(ctx, AF_INET6); }
