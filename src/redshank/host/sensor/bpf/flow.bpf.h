/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How much of what is told: counters by type for the ledger, and a limit to each source of records, so that a flood of
 * one process or user cannot drop what the others do. Included by record.bpf.h, whose rings it uses. */
#pragma once
#include "kernel.bpf.h"
#include "generated/records.h"

#define SECOND 1000000000ull
#define BUCKETS 8192 /* an entry that is pushed out begins again with its whole burst */
#define ACCOUNTS 256
#define NOTE_BYTES 2048

/* What the kernel side did with each type; what it offered to a ring and what it held back is all that it saw. */
struct flow_count { __u64 offered, dropped, throttled; };
struct { __uint(type, MAP_PERCPU_ARRAY); __uint(max_entries, RS_TYPES); __type(key, __u32); __type(value, struct flow_count); } counts SEC(".maps");

/* The agent's half of the ledger. It lies in a map so that a successor goes on where a killed agent stopped. */
struct account { __u64 delivered, corrupt, told_dropped, told_throttled; };
struct {
  __uint(type, MAP_ARRAY); __uint(map_flags, MAP_MMAPABLE); __uint(max_entries, ACCOUNTS); __type(key, __u32); __type(value, struct account);
} accounts SEC(".maps");

/* What could not be attached, in words: for a successor too. */
struct note { char text[NOTE_BYTES]; };
struct { __uint(type, MAP_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, struct note); } note SEC(".maps");

/* Nanoseconds that one record costs, and how much may be owed; cost 0: no limit. */
struct limit { __u64 process_cost, process_burst, user_cost, user_burst; };
struct { __uint(type, MAP_ARRAY); __uint(max_entries, RS_TYPES); __type(key, __u32); __type(value, struct limit); } limits SEC(".maps");

/* A bucket is a moment: until then what came so far keeps its source busy at the allowed rate. */
struct bucket { __u64 busy_until, refused, told; };
struct process_key { __u32 pid, type; };
struct user_key { __u64 cgroup; __u32 user, type; };
struct { __uint(type, MAP_LRU_HASH); __uint(max_entries, BUCKETS); __type(key, struct process_key); __type(value, struct bucket); } process_buckets SEC(".maps");
struct { __uint(type, MAP_LRU_HASH); __uint(max_entries, BUCKETS); __type(key, struct user_key); __type(value, struct bucket); } user_buckets SEC(".maps");

#define BY_PROCESS 1
#define BY_USER 2

INLINE struct flow_count *count_of(__u32 type) { return bpf_map_lookup_elem(&counts, &type); }

INLINE void count_offer(__u32 type)
{
  struct flow_count *n = count_of(type);
  if (n) __sync_fetch_and_add(&n->offered, 1);
}

INLINE void count_drop(__u32 type)
{
  struct flow_count *n = count_of(type);
  if (n) __sync_fetch_and_add(&n->dropped, 1);
}

/* The number of the next record of a ring, which is counted as offered. */
INLINE __u64 next_number(__u64 *sequence, __u32 type)
{
  count_offer(type);
  return __sync_fetch_and_add(sequence, 1);
}

/* Two processors may spend the last of a bucket at once: a limit is not exact, the count of what it held back is. */
INLINE struct bucket *spend(void *map, void *key, __u64 cost, __u64 burst, __u64 now)
{
  struct bucket *b = bpf_map_lookup_elem(map, key);
  if (!b) {
    struct bucket fresh = {now + cost, 0, 0};
    bpf_map_update_elem(map, key, &fresh, 0);
    return 0;
  }
  __u64 from = b->busy_until > now ? b->busy_until : now;
  if (from - now + cost > burst) return b;
  b->busy_until = from + cost;
  return 0;
}

/* Says who is held back: at once, then once a second with the number since. What is left when it stops the agent tells. */
INLINE void tell_throttled(struct rs_header *h, struct bucket *b, __u32 by)
{
  __sync_fetch_and_add(&b->refused, 1);
  if (b->told && h->time - b->told < SECOND) return;
  b->told = h->time;
  __u64 refused = __sync_lock_test_and_set(&b->refused, 0);
  if (!refused) return;
  struct rs_agent_throttled *r = bpf_ringbuf_reserve(&urgent, sizeof(*r), 0);
  if (!r) {
    __sync_fetch_and_add(&b->refused, refused);
    return;
  }
  __builtin_memset(r, 0, sizeof(*r));
  __builtin_memcpy(&r->header, h, sizeof(*h));
  r->header.type = RS_AGENT_THROTTLED;
  r->header.flags = 0;
  r->header.length = sizeof(*r);
  r->header.sequence = next_number(&offered.urgent, RS_AGENT_THROTTLED);
  r->throttled_count = refused;
  r->throttled_type_number = h->type;
  r->throttled_by_number = by;
  __u64 flags = wake_flags();
  bpf_ringbuf_submit(r, flags);
  nudge(&urgent, flags);
}

INLINE bool held_back(struct rs_header *h, struct bucket *b, __u32 by)
{
  struct flow_count *n = count_of(h->type);
  if (n) __sync_fetch_and_add(&n->throttled, 1);
  tell_throttled(h, b, by);
  return 1;
}

/* True where this record is one too many of its process, or of its user in its control group. Not inlined: some fifty
 * programs fill a head. */
static __attribute__((noinline)) bool throttled(struct rs_header *h)
{
  __u32 type = h->type;
  struct limit *l = bpf_map_lookup_elem(&limits, &type);
  struct bucket *b;
  if (!l) return 0;
  if (l->process_cost) {
    struct process_key key = {h->process_pid, type};
    if ((b = spend(&process_buckets, &key, l->process_cost, l->process_burst, h->time))) return held_back(h, b, BY_PROCESS);
  }
  if (l->user_cost) {
    struct user_key key = {h->cgroup_id, h->user_id, type};
    if ((b = spend(&user_buckets, &key, l->user_cost, l->user_burst, h->time))) return held_back(h, b, BY_USER);
  }
  return 0;
}
