/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Connections. In mode full the system call's exit tells result and addresses, and the cgroup programs speak only
 * for what is no such call (io_uring). In light and off the cgroup programs tell of every attempt, before it is made. */
#pragma once
#include "file.bpf.h"

#define AF_INET 2
#define AF_INET6 10
#define EINPROGRESS 115
#define UDP 17
#define TCP_LISTEN 10
#define NR_CONNECT 42
#define NR_CONNECT_32 362

struct address { __u32 zero[2], mark, v4; }; /* IPv4 mapped into IPv6 */
struct user_address { __u16 family; __u16 port; __u32 v4; __u8 v6[16]; __u32 scope; };

INLINE void address_v4(void *to, __u32 v4)
{
  *(struct address *)to = (struct address){{0, 0}, 0xffff0000, v4};
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

INLINE struct sock *sock_of(struct task_struct *t, __u32 fd, __u16 *family)
{
  struct file *f = file_of(t, fd);
  if (!f) return 0;
  struct inode *inode = READ(f, f_inode);
  if ((READ(inode, i_mode) & S_IFMT) != S_IFSOCK) return 0;
  struct socket *socket = READ(f, private_data);
  struct sock *sk = READ(socket, sk);
  if (!sk) return 0;
  *family = READ(sk, __sk_common.skc_family);
  return *family == AF_INET || *family == AF_INET6 ? sk : 0;
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
  return s;
}

/* A refused connect has lost its destination in the kernel: then the address the caller gave is all there is. */
INLINE bool given_address(struct call *c, void *to, __u16 *port)
{
  struct user_address a = {};
  bpf_probe_read_user(&a, sizeof(a), (void *)argument(c, 1));
  *port = __builtin_bswap16(a.port);
  if (a.family == AF_INET) address_v4(to, a.v4);
  else if (a.family == AF_INET6) __builtin_memcpy(to, a.v6, 16);
  else return 0;
  return 1;
}

INLINE void net_connect(struct call *c)
{
  __u16 family = 0;
  struct sock *sk = sock_of(c->task, argument(c, 0), &family);
  if (!sk) return;
  struct scratch *s = flow_begin(c, sk, family, RS_NET_CONNECT);
  if (!s) return;
  socket_local(sk, family, s->flow.source_ip, &s->flow.source_port);
  if (c->result == 0 || c->result == -EINPROGRESS) socket_remote(sk, family, s->flow.destination_ip, &s->flow.destination_port);
  else if (!given_address(c, s->flow.destination_ip, &s->flow.destination_port)) return;
  struct address *to = (void *)s->flow.destination_ip;
  if (s->flow.network_iana_number == UDP && !to->v4) return; /* the resolver asking for a source address */
  send_bulk(s);
}

INLINE void net_accept(struct call *c)
{
  __u16 family = 0;
  if (c->result < 0) return;
  struct sock *sk = sock_of(c->task, c->result, &family);
  if (!sk) return;
  struct scratch *s = flow_begin(c, sk, family, RS_NET_ACCEPT);
  if (!s) return;
  socket_remote(sk, family, s->flow.source_ip, &s->flow.source_port);
  socket_local(sk, family, s->flow.destination_ip, &s->flow.destination_port);
  send_bulk(s);
}

INLINE bool listen_fill(struct scratch *s, struct task_struct *t, struct sock *sk, __u16 family)
{
  if (!header_fill(&s->header, t, RS_NET_LISTEN)) return 0;
  s->listen.network_family = family;
  s->listen.network_iana_number = READ(sk, sk_protocol);
  socket_local(sk, family, s->listen.source_ip, &s->listen.source_port);
  return 1;
}

INLINE void net_listen(struct call *c)
{
  __u16 family = 0;
  struct sock *sk = sock_of(c->task, argument(c, 0), &family);
  struct scratch *s = sk ? scratch_begin(sizeof(struct rs_net_listen)) : 0;
  if (!s || !listen_fill(s, c->task, sk, family)) return;
  begin_flags(s, c);
  s->listen.result = c->result;
  s->listen.syscall_number = c->number;
  send_bulk(s);
}

SLOT(net_connect)
SLOT(net_accept)
SLOT(net_listen)
CLASSIC(net_accept, accept)
CLASSIC(net_accept, accept4)

/* For light and off: listen() sets the state in the caller's own context. */
SEC("tp_btf/inet_sock_set_state")
int socket_state(__u64 *ctx)
{
  if ((__u32)ctx[2] != TCP_LISTEN) return 0;
  struct sock *sk = (void *)ctx[0];
  struct scratch *s = scratch_begin(sizeof(struct rs_net_listen));
  if (!s || !listen_fill(s, bpf_get_current_task_btf(), sk, READ(sk, __sk_common.skc_family))) return 0;
  s->flags |= FLAG_BEFORE;
  s->listen.result = 0;
  s->listen.syscall_number = 0;
  send_bulk(s);
  return 0;
}

/* 1 in mode full, where connect's own exit reports it with its result */
const volatile struct { __u32 calls_report; } connects SEC(".rodata.connects") = {0};

INLINE bool told_by_call(struct task_struct *t)
{
  if (!connects.calls_report) return 0;
  struct pt_regs *regs = (void *)bpf_task_pt_regs(t);
  __u64 number = READ(regs, orig_ax);
  if (t->thread_info.status & TS_COMPAT) return number == NR_CONNECT_32;
  return number == NR_CONNECT;
}

/* These programs may be preempted, so they write into the ring itself: no per-CPU scratch. Always lets the call pass. */
INLINE int attempt(struct sock_addr *ctx, __u16 family)
{
  struct task_struct *t = bpf_get_current_task_btf();
  if (told_by_call(t)) return 1;
  struct rs_net_connect *r = bpf_ringbuf_reserve(&bulk, sizeof(*r), 0);
  if (!r) {
    next_number(&offered.bulk, RS_NET_CONNECT);
    count_drop(RS_NET_CONNECT);
    return 1;
  }
  __builtin_memset(r, 0, sizeof(*r));
  struct address *to = (void *)r->destination_ip;
  __u32 *words = (void *)r->destination_ip;
  if (family == AF_INET) {
    address_v4(to, ctx->user_ip4);
  } else {
    words[0] = ctx->user_ip6[0];
    words[1] = ctx->user_ip6[1];
    words[2] = ctx->user_ip6[2];
    words[3] = ctx->user_ip6[3];
  }
  if ((ctx->protocol == UDP && !to->v4) || !header_fill(&r->header, t, RS_NET_CONNECT)) {
    bpf_ringbuf_discard(r, NO_WAKEUP);
    return 1;
  }
  address_v4(r->source_ip, 0);
  r->network_family = family;
  r->network_iana_number = ctx->protocol;
  r->destination_port = __builtin_bswap16(ctx->user_port);
  r->header.flags = FLAG_BEFORE;
  r->header.length = sizeof(*r);
  r->header.sequence = next_number(&offered.bulk, RS_NET_CONNECT);
  __u64 flags = wake_flags();
  bpf_ringbuf_submit(r, flags);
  nudge(&bulk, flags);
  return 1;
}

SEC("cgroup/connect4")
int connect_v4(struct sock_addr *ctx) { return attempt(ctx, AF_INET); }

SEC("cgroup/connect6")
int connect_v6(struct sock_addr *ctx) { return attempt(ctx, AF_INET6); }
