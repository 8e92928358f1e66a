/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Of a new program's environment the few variables that change what it runs or say whence it was started. All others
 * stay where they are: they hold secrets, and most of a record's bytes would be theirs. */
#pragma once
#include "record.bpf.h"

#define VARIABLE_BYTES 512     /* of one variable; a longer one is read in pieces, its first is kept */
#define ENVIRONMENT_BYTES 2048 /* of all that are kept */
#define VARIABLES 1024         /* looked at; what is left unread is told */

#define WORD(a, b, c, d, e, f, g, h)                                                                              \
  ((__u64)(a) | (__u64)(b) << 8 | (__u64)(c) << 16 | (__u64)(d) << 24 | (__u64)(e) << 32 | (__u64)(f) << 40 |      \
   (__u64)(g) << 48 | (__u64)(h) << 56)
#define FIRST(word, bytes) ((word) & (~0ull >> (64 - 8 * (bytes))))

struct environment { struct scratch *s; unsigned long at, end; __u32 begin, inside; };

/* Exact names are the user side's; here the first bytes decide. */
INLINE bool is_telling(__u64 word)
{
  if (FIRST(word, 3) == WORD('L', 'D', '_', 0, 0, 0, 0, 0)) return 1;
  if (FIRST(word, 6) == WORD('P', 'Y', 'T', 'H', 'O', 'N', 0, 0)) return 1;
  if (FIRST(word, 5) == WORD('P', 'E', 'R', 'L', '5', 0, 0, 0)) return 1;
  return word == WORD('S', 'S', 'H', '_', 'C', 'O', 'N', 'N') || word == WORD('S', 'U', 'D', 'O', '_', 'U', 'S', 'E') ||
         word == WORD('H', 'I', 'S', 'T', 'F', 'I', 'L', 'E') || word == WORD('B', 'A', 'S', 'H', '_', 'E', 'N', 'V') ||
         word == WORD('G', 'C', 'O', 'N', 'V', '_', 'P', 'A') || word == WORD('G', 'L', 'I', 'B', 'C', '_', 'T', 'U') ||
         word == WORD('N', 'O', 'D', 'E', '_', 'O', 'P', 'T') || word == WORD('R', 'U', 'B', 'Y', 'O', 'P', 'T', '=');
}

static long next_variable(__u32 index, struct environment *e)
{
  struct scratch *s = e->s;
  if (e->at >= e->end || s->at - e->begin > ENVIRONMENT_BYTES - VARIABLE_BYTES) return 1;
  __u8 *here = tail_here(s);
  long n = bpf_probe_read_user_str(here, VARIABLE_BYTES, (void *)e->at);
  if (n <= 0) return 1;
  if (!e->inside && n > 8 && is_telling(*(__u64 *)here)) tail_bytes(s, n);
  e->inside = n == VARIABLE_BYTES; /* its end is not reached: the next piece is no name */
  e->at += e->inside ? n - 1 : n;
  return 0;
}

/* Nobody has run on the new stack yet, so these are the true ones. */
INLINE void tail_environment(struct scratch *s, struct mm_struct *mm)
{
  __u32 begin = tail_begin(s);
  struct environment e = {s, READ(mm, env_start), READ(mm, env_end), begin, 0};
  s->exec.environment_length = e.end - e.at;
  bpf_loop(VARIABLES, next_variable, &e, 0);
  s->exec.environment_unread = e.end > e.at ? e.end - e.at : 0;
  tail_end(s, begin);
}
