/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Answers of name servers, which hold the question too, and where it is wanted the questions: packets from and to port
 * 53. Only what this host asks: a name server's own side is left out. A bounded copy goes to the agent, which takes it
 * apart. A program here runs for every packet of every socket (28-38 ns), so questions are a second one, off by default. */
#pragma once
#include "network.bpf.h"

#define SMALL_COPY 126 /* most questions; with the length before it, and with LARGE_COPY, a multiple of 8 */
#define LARGE_COPY 510

struct message { __u32 at, bytes; __u16 family, protocol, local_port, remote_port; };

INLINE __u16 number_at(const __u8 *p) { return (__u16)p[0] << 8 | p[1]; }

INLINE bool message_fill(struct message *m, struct packet *ctx, bool egress)
{
  __u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
  if (data + 20 > end) return 0;
  bool v4 = data[0] >> 4 == 4;
  __u8 protocol = v4 ? data[9] : data[6]; /* extension headers between IPv6 and UDP are not followed */
  if (protocol != UDP && protocol != TCP) return 0;
  __u32 at = v4 ? (data[0] & 15) * 4 : 40;
  __u8 *transport = data + at;
  if (transport + 8 > end) return 0;
  __u16 from = number_at(transport), to = number_at(transport + 2);
  if ((egress ? to : from) != 53) return 0;
  *m = (struct message){at + 8, 0, v4 ? AF_INET : AF_INET6, protocol, egress ? from : to, 53};
  if (protocol == TCP) {
    if (transport + 20 > end) return 0;
    m->at = at + (transport[12] >> 4) * 4 + 2; /* two bytes of length stand before the message */
  }
  if (m->at + 12 > ctx->length) return 0; /* no room for a message's head: a bare acknowledgement */
  m->bytes = ctx->length - m->at;
  return 1;
}

/* The far end's address: where a question goes to, or where an answer comes from. */
INLINE void server_address(struct packet *ctx, struct message *m, bool egress, void *to)
{
  if (m->family == AF_INET) {
    __u32 v4 = 0;
    bpf_skb_load_bytes(ctx, egress ? 16 : 12, &v4, 4);
    address_v4(to, v4);
  } else {
    bpf_skb_load_bytes(ctx, egress ? 24 : 8, to, 16);
  }
}

/* Who it is for. A datagram leaves in its sender's own context; a segment may not, and an answer never arrives there. */
INLINE bool asker_fill(struct rs_header *h, struct packet *ctx, struct message *m, bool egress)
{
  __u64 cookie = bpf_get_socket_cookie(ctx);
  if (egress && m->protocol == UDP) return header_task(h, bpf_get_current_task_btf(), RS_NET_DNS);
  struct rs_header *known = bpf_map_lookup_elem(&askers, &cookie);
  if (!known) return 0;
  *h = *known;
  h->time = bpf_ktime_get_boot_ns();
  return 1;
}

INLINE void message_send(struct packet *ctx, struct message *m, struct rs_header *h, bool egress, const __u32 copy)
{
  struct rs_net_dns *r = room(sizeof(*r) + 2 + copy, RS_NET_DNS);
  if (!r) return;
  __u16 *length = (void *)(r + 1);
  __u64 take = m->bytes; /* 64 bits: 6.1's verifier forgets the bounds of a register when its lower half is copied */
  barrier_var(take);
  if (take > copy) take = copy;
  barrier_var(take);
  if (take < 12 || bpf_skb_load_bytes(ctx, m->at, length + 1, take)) {
    bpf_ringbuf_discard(r, NO_WAKEUP);
    return;
  }
  *length = copy;
  r->header = *h;
  server_address(ctx, m, egress, r->destination_ip);
  r->source_port = m->local_port;
  r->destination_port = m->remote_port;
  r->network_family = m->family;
  r->network_iana_number = m->protocol;
  r->dns_bytes = m->bytes > 0xffff ? 0xffff : m->bytes;
  r->dns_copied = take;
  submit(&r->header, sizeof(*r) + 2 + copy, 0);
}

INLINE int dns(struct packet *ctx, bool egress)
{
  struct message m;
  if (!message_fill(&m, ctx, egress)) return 1;
  struct rs_header h = {};
  if (!asker_fill(&h, ctx, &m, egress) || throttled(&h)) return 1;
  if (m.bytes <= SMALL_COPY) message_send(ctx, &m, &h, egress, SMALL_COPY);
  else message_send(ctx, &m, &h, egress, LARGE_COPY);
  return 1;
}

SEC("cgroup_skb/egress")
int dns_out(struct packet *ctx) { return dns(ctx, 1); }

SEC("cgroup_skb/ingress")
int dns_in(struct packet *ctx) { return dns(ctx, 0); }
