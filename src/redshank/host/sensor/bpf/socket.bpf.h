/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a socket is for: its own address, sockets that see raw packets, filters on them, and the one 32-bit call that
 * stands for all calls on sockets. */
#pragma once
#include "network.bpf.h"

#define AF_PACKET 17
#define SOCK_RAW 3
#define SOL_SOCKET 1
#define SO_ATTACH_FILTER 26
#define SO_ATTACH_BPF 50
#define NR_BIND 49
#define NR_BIND_32 361
#define FILTER_BYTES 512 /* 64 instructions, more than the known back doors have */
#define RAW_OPEN 0
#define RAW_FILTER 1

INLINE void bound(struct call *c, struct file *f, __u64 given)
{
  __u16 family = 0;
  struct sock *sk = sock_in(f, &family);
  if (!sk || !is_internet(family)) return;
  struct scratch *s = scratch_begin(sizeof(struct rs_net_bind));
  if (!s || !header_fill(&s->header, c->task, RS_NET_BIND)) return;
  begin_flags(s, c);
  s->bind.result = c->result;
  s->bind.syscall_number = c->number;
  s->bind.network_family = family;
  s->bind.network_iana_number = READ(sk, sk_protocol);
  socket_local(sk, family, s->bind.source_ip, &s->bind.source_port);
  if (c->result < 0 && given && given_address(given, s->bind.source_ip, &s->bind.source_port)) s->flags |= FLAG_USER;
  send_bulk(s);
}

INLINE void net_bind(struct call *c) { bound(c, file_of(c->task, argument(c, 0)), argument(c, 1)); }

struct raw_socket { __u16 family, type, protocol, operation; };

INLINE struct scratch *raw_begin(struct call *c, struct raw_socket *raw, __u16 filter_length)
{
  struct scratch *s = scratch_begin(sizeof(struct rs_net_raw));
  if (!s || !header_fill(&s->header, c->task, RS_NET_RAW)) return 0;
  begin_flags(s, c);
  s->raw.result = c->result;
  s->raw.syscall_number = c->number;
  s->raw.network_family = raw->family;
  s->raw.socket_type = raw->type;
  s->raw.socket_protocol = raw->protocol;
  s->raw.socket_filter_length = filter_length;
  s->raw.socket_operation_number = raw->operation;
  return s;
}

/* False: a socket like any other. */
INLINE bool raw_fill(struct raw_socket *raw, struct file *f)
{
  struct sock *sk = sock_in(f, &raw->family);
  if (!sk) return 0;
  raw->type = READ(sk, sk_type);
  raw->protocol = READ(sk, sk_protocol);
  if (raw->family == AF_PACKET) {
    struct packet_sock *p = (void *)sk;
    if (EXISTS(p, num)) raw->protocol = __builtin_bswap16(READ(p, num));
    return 1;
  }
  return raw->type == SOCK_RAW && is_internet(raw->family);
}

INLINE void socket_made(struct call *c, struct file *f)
{
  struct raw_socket raw = {};
  struct scratch *s = raw_fill(&raw, f) ? raw_begin(c, &raw, 0) : 0;
  if (!s) return;
  tail_empty(s);
  send_bulk(s);
}

/* A refused one leaves no socket: then the arguments are all there is. */
INLINE void socket_asked(struct call *c, __u32 family, __u32 type, __u32 protocol)
{
  if (c->result >= 0) {
    socket_made(c, file_of(c->task, c->result));
    return;
  }
  type &= 15;
  if (family != AF_PACKET && (type != SOCK_RAW || !is_internet(family))) return;
  struct raw_socket raw = {family, type, family == AF_PACKET ? __builtin_bswap16(protocol) : protocol, RAW_OPEN};
  struct scratch *s = raw_begin(c, &raw, 0);
  if (!s) return;
  tail_empty(s);
  send_bulk(s);
}

INLINE void net_socket(struct call *c) { socket_asked(c, argument(c, 0), argument(c, 1), argument(c, 2)); }

/* struct sock_fprog: a count of instructions, and where they lie */
INLINE __u64 filter_at(struct call *c, __u64 from, __u16 *count)
{
  __u64 at = 0;
  bpf_probe_read_user(count, 2, (void *)from);
  if (c->compat) bpf_probe_read_user(&at, 4, (void *)(from + 4));
  else bpf_probe_read_user(&at, 8, (void *)(from + 8));
  return at;
}

INLINE void filtered(struct call *c, __u32 fd, __u32 name, __u64 value)
{
  struct raw_socket raw = {};
  if (!raw_fill(&raw, file_of(c->task, fd))) return;
  __u16 count = 0;
  __u64 at = name == SO_ATTACH_FILTER ? filter_at(c, value, &count) : 0;
  raw.operation = RAW_FILTER;
  struct scratch *s = raw_begin(c, &raw, count);
  if (!s) return;
  __u32 begin = tail_begin(s), bytes = (__u32)count * 8;
  s->flags |= FLAG_USER;
  if (bytes > FILTER_BYTES) {
    bytes = FILTER_BYTES;
    s->flags |= FLAG_CUT;
  }
  barrier_var(bytes);
  bytes &= 1023;
  if (at && bytes && !bpf_probe_read_user(tail_here(s), bytes, (void *)at)) tail_bytes(s, bytes);
  tail_end(s, begin);
  send_bulk(s);
}

INLINE void net_option(struct call *c)
{
  __u32 name = argument(c, 2);
  struct pt_regs *r = c->regs;
  if ((__u32)argument(c, 1) != SOL_SOCKET || (name != SO_ATTACH_FILTER && name != SO_ATTACH_BPF)) return;
  filtered(c, argument(c, 0), name, c->compat ? (__u32)READ(r, si) : READ(r, r10));
}

/* socketcall(operation, arguments): the arguments lie in the caller's memory, so what they say is marked. Operations:
 * include/uapi/linux/net.h. send and sendmsg reach the control group's programs like every other datagram. */
INLINE void net_socketcall(struct call *c)
{
  __u32 a[4] = {}, operation = argument(c, 0);
  if (bpf_probe_read_user(a, sizeof(a), (void *)argument(c, 1))) /* listen has two, and may end a page */
    bpf_probe_read_user(a, 8, (void *)argument(c, 1));
  c->flags |= FLAG_USER;
  switch (operation) {
  case 1: socket_asked(c, a[0], a[1], a[2]); break;
  case 2: bound(c, file_of(c->task, a[0]), a[1]); break;
  case 3: connected(c, a[0], a[1]); break;
  case 4: listening(c, file_of(c->task, a[0])); break;
  case 5:
  case 18: net_accept(c); break;
  case 14:
    if (a[1] == SOL_SOCKET && (a[2] == SO_ATTACH_FILTER || a[2] == SO_ATTACH_BPF)) filtered(c, a[0], a[2], a[3]);
  }
}

SLOT(net_bind)
SLOT(net_socket)
SLOT(net_option)
SLOT(net_socketcall)
CLASSIC(net_bind, bind)
CLASSIC(net_socket, socket)
CLASSIC(net_option, setsockopt)

/* Where no call reports: in off, in light for 32-bit calls. The port is the one asked for, 0 where any will do. */
INLINE int bind_asked(struct sock_addr *ctx, __u16 family)
{
  struct task_struct *t = bpf_get_current_task_btf();
  struct entry e = entry_of(t);
  if ((e.flags & FLAG_RING) || told_by_call(&e, NR_BIND, NR_BIND_32)) return 1; /* a ring tells at the end, with the real port */
  struct rs_net_bind *r = room(sizeof(*r), RS_NET_BIND);
  if (!r) return 1;
  __builtin_memset(r, 0, sizeof(*r));
  if (!header_fill(&r->header, t, RS_NET_BIND)) {
    bpf_ringbuf_discard(r, NO_WAKEUP);
    return 1;
  }
  given(ctx, family, r->source_ip);
  r->source_port = __builtin_bswap16(ctx->user_port);
  r->network_family = family;
  r->network_iana_number = ctx->protocol;
  r->syscall_number = e.number;
  submit(&r->header, sizeof(*r), e.flags);
  return 1;
}

SEC("cgroup/bind4")
int bind_v4(struct sock_addr *ctx) { return bind_asked(ctx, AF_INET); }

SEC("cgroup/bind6")
int bind_v6(struct sock_addr *ctx) { return bind_asked(ctx, AF_INET6); }
