/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Terminals, seen from the side of whoever shows them (sshd, script, tmux): what is read from the master of a
 * pseudo-terminal is what the user saw, echo included; what is written to it was typed. The other side would miss the
 * echo and double the volume. The file says that it is a master, not the process: sshd hands masters on by socket. */
#pragma once
#include "syscall.bpf.h"

#define S_IFCHR 0020000
#define PTMX ((5 << 20) | 2) /* /dev/ptmx, Documentation/admin-guide/devices.txt */
#define ICANON 2
#define ECHO 8
#define EIO 5
/* More than any host of ours has open at once; of more the longest unused are forgotten, and begin anew. */
#define TERMINALS 4096
#define PIECE_BYTES 8191 /* a mask too */
#define PIECES 8         /* so at most 64 KiB a call; the terminal layer itself gives 4 KiB at once */
#define TERMINAL_RING_BYTES (4 << 20) /* its own, so that a flood on a screen costs nobody else a record; a megabyte shown at once has to wait in it */

#define TTY_OFF 0
#define TTY_METADATA 1
#define TTY_OUTPUT 2
#define TTY_FULL 3
#define TTY_INPUT 1
#define TTY_MASKED 2
#define TTY_ENDED 4
#define TTY_OPENED 8

struct { __uint(type, MAP_RINGBUF); __uint(max_entries, TERMINAL_RING_BYTES); } terminal SEC(".maps");

/* opened: since boot, the terminal's identity; offset: of the output, of the input; hidden: we are inside typed secrets */
struct terminal { __u64 opened, offset[2]; __u32 hidden, pad; };
struct { __uint(type, MAP_LRU_HASH); __uint(max_entries, TERMINALS); __type(key, __u64); __type(value, struct terminal); } terminals SEC(".maps");

/* mode: set by the agent. opened: how many masters were opened since the start, so that the agent looks again. */
struct { __u32 mode, opened; } recording SEC(".data.recording") = {0};
struct { __u64 terminal; } offered_bytes SEC(".data.offered_terminal") = {0};

INLINE struct tty_struct *master_of(struct file *f)
{
  struct inode *inode = READ(f, f_inode);
  if (READ(inode, i_rdev) != PTMX || (READ(inode, i_mode) & 0170000) != S_IFCHR) return 0;
  struct tty_file_private *p = READ(f, private_data);
  return p ? READ(p, tty) : 0;
}

INLINE struct terminal *terminal_of(struct tty_struct *tty)
{
  __u64 key = (__u64)tty;
  struct terminal *known = bpf_map_lookup_elem(&terminals, &key);
  if (known) return known;
  struct terminal fresh = {bpf_ktime_get_boot_ns()};
  bpf_map_update_elem(&terminals, &key, &fresh, 0);
  return bpf_map_lookup_elem(&terminals, &key);
}

INLINE __u32 device_of(struct tty_struct *slave)
{
  struct dentry *d = READ(slave, driver_data); /* of a Unix98 slave: its name in devpts */
  struct super_block *sb = d ? READ(d, d_sb) : 0;
  return sb ? READ(sb, s_dev) : 0;
}

/* Where a call's bytes lie and how many are left. In memory, not in registers, so that the verifier's states converge. */
struct progress { __u64 from, part, left, offset, vectors; __u32 compat, pad; };
struct { __uint(type, MAP_PERCPU_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, struct progress); } progress_map SEC(".maps");

INLINE void terminal_send(struct scratch *s, __u64 offset, __u32 length, const void *from)
{
  s->tty.tty_offset = offset;
  s->tty.tty_length = length;
  s->flags &= ~FLAG_CUT;
  s->at = sizeof(struct rs_session_tty);
  __u32 begin = tail_begin(s), taken = length;
  if (from) {
    if (taken > PIECE_BYTES) taken = PIECE_BYTES;
    barrier_var(taken);
    taken &= PIECE_BYTES;
    if (bpf_probe_read_user(s->data + sizeof(struct rs_session_tty) + 2, taken, from)) taken = 0;
    s->at = sizeof(struct rs_session_tty) + 2 + taken;
    if (taken < length) s->flags |= FLAG_CUT;
  }
  tail_end(s, begin);
  send(s, &terminal, &offered_bytes.terminal);
}

INLINE void terminal_fill(struct scratch *s, struct terminal *known, struct tty_struct *tty, struct tty_struct *slave)
{
  s->tty.tty_opened = known->opened;
  s->tty.tty_device = device_of(slave);
  s->tty.tty_number = READ(tty, index);
  s->tty.process_tty_rows = READ(slave, winsize.ws_row);
  s->tty.process_tty_columns = READ(slave, winsize.ws_col);
}

/* A master was opened: whatever had this address before is gone. The agent is told at once, so that it fills the slots. */
INLINE void terminal_opened(struct call *c, struct file *f)
{
  struct tty_struct *tty = master_of(f);
  struct scratch *s = scratch_begin(sizeof(struct rs_session_tty));
  if (!tty || !s || recording.mode == TTY_OFF) return;
  __u64 key = (__u64)tty;
  struct terminal fresh = {bpf_ktime_get_boot_ns()};
  bpf_map_update_elem(&terminals, &key, &fresh, 0);
  struct tty_struct *slave = READ(tty, link);
  if (!slave || !header_fill(&s->header, c->task, RS_SESSION_TTY)) return;
  begin_flags(s, c);
  terminal_fill(s, &fresh, tty, slave);
  s->tty.tty_marks = TTY_OPENED;
  __sync_fetch_and_add(&recording.opened, 1);
  terminal_send(s, 0, 0, 0);
}

/* Canonical without echo is a password prompt: not even how much is typed leaves the kernel, one mark for all of it.
 * Line editors have both off and echo themselves. */
INLINE bool hidden(struct terminal *known, struct tty_struct *slave, __u32 input)
{
  if (!input) return 0;
  __u32 flags = READ(slave, termios.c_lflag);
  if ((flags & ICANON) && !(flags & ECHO)) return 1;
  known->hidden = 0;
  return 0;
}

/* The next part of a vector; 32-bit callers have narrow ones. */
INLINE void next_part(struct progress *p)
{
  __u64 wide[2] = {};
  if (p->compat) {
    __u32 narrow[2] = {};
    bpf_probe_read_user(narrow, sizeof(narrow), (void *)p->vectors);
    wide[0] = narrow[0];
    wide[1] = narrow[1];
    p->vectors += sizeof(narrow);
  } else {
    bpf_probe_read_user(wide, sizeof(wide), (void *)p->vectors);
    p->vectors += sizeof(wide);
  }
  p->from = wide[0];
  p->part = wide[1];
}

/* All bytes of the call, piece by piece. What is over the bound is told as a hole by the next offset. */
INLINE void terminal_pieces(struct scratch *s, volatile struct progress *p)
{
  for (__u32 i = 0; i < PIECES && p->left; i++) {
    if (!p->part) next_part((struct progress *)p);
    __u64 piece = p->part < p->left ? p->part : p->left;
    if (piece > PIECE_BYTES) piece = PIECE_BYTES;
    if (piece) terminal_send(s, p->offset, piece, (void *)p->from);
    p->offset += piece;
    p->from += piece;
    p->part -= piece;
    p->left -= piece;
  }
}

/* The record's head and fixed part. 0: no master, not recorded, or not to be told. */
INLINE struct scratch *terminal_begin(struct call *c, __u32 input, struct terminal **known)
{
  if (recording.mode == TTY_OFF || (input && recording.mode < TTY_FULL) || (c->result <= 0 && c->result != -EIO)) return 0;
  struct file *f = file_of(c->task, argument(c, 0));
  struct tty_struct *tty = f ? master_of(f) : 0;
  if (!tty) return 0;
  struct tty_struct *slave = READ(tty, link);
  struct scratch *s = scratch_begin(sizeof(struct rs_session_tty));
  *known = terminal_of(tty);
  if (!s || !*known || !slave || !header_fill(&s->header, c->task, RS_SESSION_TTY)) return 0;
  begin_flags(s, c);
  terminal_fill(s, *known, tty, slave);
  s->tty.tty_marks = input ? TTY_INPUT : 0;
  if (c->result < 0) {
    s->tty.tty_marks |= TTY_ENDED;
    if (!input) terminal_send(s, (*known)->offset[0], 0, 0);
    return 0;
  }
  if (!hidden(*known, slave, input)) return s;
  s->tty.tty_marks |= TTY_MASKED;
  if (!(*known)->hidden) terminal_send(s, (*known)->offset[1], 0, 0);
  (*known)->hidden = 1;
  return 0;
}

INLINE void terminal_call(struct call *c, __u32 input, bool vectors)
{
  __u32 zero = 0;
  struct terminal *known = 0;
  struct scratch *s = terminal_begin(c, input, &known);
  struct progress *p = bpf_map_lookup_elem(&progress_map, &zero);
  if (!s || !known || !p) return;
  p->left = c->result;
  p->offset = __sync_fetch_and_add(&known->offset[input & 1], p->left);
  p->from = p->vectors = argument(c, 1);
  p->part = vectors ? 0 : p->left;
  p->compat = c->compat;
  if (recording.mode == TTY_METADATA) terminal_send(s, p->offset, p->left, 0);
  else terminal_pieces(s, p);
}

INLINE void terminal_read(struct call *c) { terminal_call(c, 0, 0); }
INLINE void terminal_write(struct call *c) { terminal_call(c, 1, 0); }
INLINE void terminal_readv(struct call *c) { terminal_call(c, 0, 1); }
INLINE void terminal_writev(struct call *c) { terminal_call(c, 1, 1); }

SLOT(terminal_read)
SLOT(terminal_write)
SLOT(terminal_readv)
SLOT(terminal_writev)
