/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Datagrams sent to an address without connect: sendto, sendmsg, sendmmsg, and io_uring. Told before they leave. One
 * event for a process and destination within a minute, with the count of those that were not told since the last one. */
#pragma once
#include "network.bpf.h"

#define DESTINATIONS 8192 /* 80 bytes each; beyond it the least used is forgotten and told again */
#define QUIET_NS 60000000000ULL
#define OWN_PORTS 32768 /* below it a port was chosen, above it the kernel gave one (net.ipv4.ip_local_port_range as it comes) */
#define CLIENT_PORTS 1024

struct destination { __u64 ip[2], start; __u32 pid; __u16 port, pad; };
struct told { __u64 time; __u32 repeats, pad; };
struct { __uint(type, MAP_LRU_HASH); __uint(max_entries, DESTINATIONS); __type(key, struct destination); __type(value, struct told); } destinations SEC(".maps");

/* A server answers its clients, each on another port at each question: then the port is no part of the destination. */
INLINE bool answers_client(struct sock_addr *ctx)
{
  struct uapi_sock *sk = ctx->sk;
  if (!sk) return 0;
  __u32 own = sk->src_port;
  return own && own < OWN_PORTS && __builtin_bswap16(ctx->user_port) >= CLIENT_PORTS;
}

/* The repeats of the last minute where this one is to be told, else -1. */
INLINE long repeats_before(struct sock_addr *ctx, __u16 family, struct task_struct *t)
{
  struct task_struct *leader = READ(t, group_leader);
  struct destination key = {};
  key.start = READ(leader, start_boottime);
  key.pid = READ(t, tgid);
  key.port = answers_client(ctx) ? 0 : ctx->user_port;
  given(ctx, family, key.ip);
  __u64 now = bpf_ktime_get_boot_ns();
  struct told *known = bpf_map_lookup_elem(&destinations, &key);
  if (known && now - known->time < QUIET_NS) {
    __sync_fetch_and_add(&known->repeats, 1);
    return -1;
  }
  struct told fresh = {now, 0, 0};
  long repeats = known ? known->repeats : 0;
  bpf_map_update_elem(&destinations, &key, &fresh, 0);
  return repeats;
}

INLINE int datagram(struct sock_addr *ctx, __u16 family)
{
  struct task_struct *t = bpf_get_current_task_btf();
  if ((__u16)ctx->user_port == DNS_PORT) remember_asker(ctx, t);
  long repeats = repeats_before(ctx, family, t);
  if (repeats < 0) return 1;
  struct entry e = entry_of(t);
  attempt_send(ctx, family, t, &e, 1, repeats);
  return 1;
}

SEC("cgroup/sendmsg4")
int datagram_v4(struct sock_addr *ctx) { return datagram(ctx, AF_INET); }

SEC("cgroup/sendmsg6")
int datagram_v6(struct sock_addr *ctx) { return datagram(ctx, AF_INET6); }
