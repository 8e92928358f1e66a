/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Programs for the kernel's own machine: loaded, attached, taken off, and others' taken hold of. What the kernel made is
 * asked, where it made something; else the caller's memory is all there is. */
#pragma once
#include "syscall.bpf.h"

#define MAP_CREATE 0
#define PROG_LOAD 5
#define OBJ_PIN 6
#define OBJ_GET 7
#define PROG_ATTACH 8
#define PROG_DETACH 9
#define PROG_BY_ID 13
#define MAP_BY_ID 14
#define RAW_TRACEPOINT 17
#define LINK_CREATE 28
#define LINK_UPDATE 29
#define LINK_BY_ID 30
#define LINK_DETACH 34
#define TOLD_COMMANDS                                                                                               \
  (1ull << MAP_CREATE | 1ull << PROG_LOAD | 1ull << OBJ_PIN | 1ull << OBJ_GET | 1ull << PROG_ATTACH | 1ull << PROG_DETACH | \
   1ull << PROG_BY_ID | 1ull << MAP_BY_ID | 1ull << RAW_TRACEPOINT | 1ull << LINK_CREATE | 1ull << LINK_UPDATE |     \
   1ull << LINK_BY_ID | 1ull << LINK_DETACH)
#define BPF_NAME_BYTES 16
#define PIN_BYTES 256

/* the first 72 bytes of union bpf_attr, uapi, as words */
struct attributes { __u32 word[18]; };
#define PROG_NAME_AT 12
#define MAP_NAME_AT 7

INLINE void *object_at(struct call *c, __u32 fd)
{
  struct file *f = file_of(c->task, fd);
  return f ? READ(f, private_data) : 0;
}

INLINE void tell_program(struct scratch *s, struct bpf_prog *program)
{
  struct bpf_prog_aux *aux = program ? READ(program, aux) : 0;
  if (!aux) return tail_empty(s);
  s->bpf.bpf_type = READ(program, type);
  s->bpf.bpf_id = READ(aux, id);
  tail_kernel_string(s, __builtin_preserve_access_index(&aux->name), BPF_NAME_BYTES);
}

INLINE void tell_map(struct scratch *s, struct bpf_map *map)
{
  if (!map) return tail_empty(s);
  s->bpf.bpf_type = READ(map, map_type);
  s->bpf.bpf_id = READ(map, id);
  tail_kernel_string(s, __builtin_preserve_access_index(&map->name), BPF_NAME_BYTES);
}

INLINE void tell_link(struct scratch *s, struct bpf_link *link)
{
  if (!link) return tail_empty(s);
  tell_program(s, READ(link, prog));
  s->bpf.bpf_id = READ(link, id);
}

INLINE void tell_refused(struct scratch *s, struct attributes *a, const char *from, __u32 name_at)
{
  s->bpf.bpf_type = a->word[0];
  tail_user_string(s, from + 4 * name_at, BPF_NAME_BYTES);
}

INLINE void tell_command(struct scratch *s, struct call *c, __u32 command, struct attributes *a, const char *from)
{
  long result = c->result;
  if (command == PROG_LOAD && result < 0) return tell_refused(s, a, from, PROG_NAME_AT);
  if (command == MAP_CREATE && result < 0) return tell_refused(s, a, from, MAP_NAME_AT);
  if (command == PROG_LOAD || command == PROG_BY_ID) return tell_program(s, result < 0 ? 0 : object_at(c, result));
  if (command == MAP_CREATE || command == MAP_BY_ID) return tell_map(s, result < 0 ? 0 : object_at(c, result));
  if (command == RAW_TRACEPOINT || command == LINK_CREATE || command == LINK_BY_ID)
    return tell_link(s, result < 0 ? 0 : object_at(c, result));
  s->flags |= FLAG_USER;
  if (command == OBJ_PIN || command == OBJ_GET)
    return tail_user_string(s, (void *)(a->word[0] | (__u64)a->word[1] << 32), PIN_BYTES);
  if (command == PROG_ATTACH || command == PROG_DETACH) return tell_program(s, object_at(c, a->word[1]));
  tell_link(s, object_at(c, a->word[0])); /* LINK_UPDATE, LINK_DETACH */
}

PART void bpf_used(struct call *c) /* bpf(command, attributes, size) */
{
  __u32 command = argument(c, 0);
  const char *from = (void *)argument(c, 1);
  struct attributes a = {};
  if (command > LINK_DETACH || !(TOLD_COMMANDS >> command & 1)) return;
  struct scratch *s = scratch_begin(sizeof(struct rs_kernel_bpf));
  if (!s || !header_fill(&s->header, c->task, RS_KERNEL_BPF)) return;
  begin_flags(s, c);
  bpf_probe_read_user(&a, sizeof(a), from); /* a short one at the end of a page: all 0 */
  s->bpf.result = c->result;
  s->bpf.syscall_number = c->number;
  s->bpf.bpf_command = command;
  s->bpf.bpf_type = s->bpf.bpf_id = 0;
  s->bpf.bpf_attach_type = command == PROG_LOAD ? a.word[17] : command == PROG_ATTACH || command == PROG_DETACH || command == LINK_CREATE ? a.word[2] : 0;
  tell_command(s, c, command, &a, from);
  send_urgent(s);
}

SLOT(bpf_used)
CLASSIC(bpf_used, bpf)
