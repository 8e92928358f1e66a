/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Calls that change names, mode, owner, size or attributes of files, where fanotify does not tell of them: refused ones,
 * and those in another mount namespace, whose folders carry no marks. What succeeds in our own namespace is fanotify's
 * word, but for the flags of chattr. The path of most is the caller's own string; the folder it counts from is the kernel's. */
#pragma once
#include "file.bpf.h"

#define APART __attribute__((noinline)) /* global: the verifier looks at it once, not once a caller */
#define HIT 1
#define HIT_ROOT 2
#define CALL_ELSEWHERE 1
#define CALL_OPEN_FILE 2
#define EPERM 1
#define EACCES 13
#define EROFS 30
#define ENOENT 2
#define O_CREAT 0100
#define PATH_PROC 0x2f636f72702f /* "/proc/" as 8 bytes */
#define AT_FDCWD -100
#define USER_PATH_BYTES 2048
#define NAME_PROC 0x636f7270 /* "proc" as 8 bytes of a name: it leads anywhere */
#define SET_FLAGS 0x40086602
#define SET_FLAGS_32 0x40046602
#define O_CREATING 01101 /* what creat() means */
#define NR_IOCTL 16
#define NR_IOCTL_32 54
#define NR_OPEN 2
#define NR_CREAT 85
#define NR_OPENAT2 437
#define NR_OPEN_32 5
#define NR_CREAT_32 8

INLINE bool was_refused(struct call *c)
{
  return c->result == -EPERM || c->result == -EACCES || c->result == -EROFS;
}

INLINE __u64 fourth_of_call(struct call *c)
{
  return c->compat ? (__u32)READ(c->regs, si) : READ(c->regs, r10);
}

/* The name that begins at `user`, as name_of gives it: up to a slash, at most 7 bytes. length: of the whole name, 8 for any longer one. */
INLINE __u64 user_name(const char *user, __u32 *length)
{
  __u64 word = 0, name = 0;
  __u32 n = 0, open = 1;
  bpf_probe_read_user_str(&word, sizeof(word), user);
#pragma clang loop unroll(full)
  for (int i = 0; i < 7; i++) {
    __u64 c = word >> (8 * i) & 0xff;
    open &= c && c != '/';
    name |= (c * open) << (8 * i);
    n += open;
  }
  *length = n + open;
  return name;
}

/* The caller's string by its two topmost names. What may lead anywhere is told too: it is rare. */
APART int string_hit(__u64 string, __u32 refused)
{
  const char *user = (void *)string;
  __u32 length, rest;
  char first = 0;
  bpf_probe_read_user(&first, 1, user);
  if (first == '/') user++;
  __u64 top = user_name(user, &length);
  if (top == NAME_PROC || (top & 0xff) == '.' || (!top && first)) return 1;
  __u64 below = length < 8 ? user_name(user + length + 1, &rest) : 0;
  return (below & 0xff) == '.' || names_hit(top, below, refused);
}

INLINE struct path *base_of(struct task_struct *t, long fd)
{
  if ((__s32)fd == AT_FDCWD) {
    struct fs_struct *fs = READ(t, fs);
    return fs ? __builtin_preserve_access_index(&fs->pwd) : 0;
  }
  struct file *f = file_of(t, fd);
  return f ? __builtin_preserve_access_index(&f->f_path) : 0;
}

/* A folder that paths count from: watched itself or below a watched one, by key or, elsewhere, by name.
 * HIT_ROOT: it is the root, and the string says more. */
APART int folder_hit(__s32 fd, __u32 refused)
{
  struct path *where = base_of(bpf_get_current_task_btf(), fd);
  struct scratch *s = scratch_begin(0);
  if (!where || !s) return 0;
  int found = climb(s, where);
  if (found != CLIMB_NAMES) return found == CLIMB_WATCHED ? HIT : 0;
  return s->top ? climbed_names_hit(s, refused) : HIT_ROOT;
}

INLINE bool is_absolute(const char *user)
{
  char first = 0;
  bpf_probe_read_user(&first, 1, user);
  return first == '/';
}

INLINE bool path_hit(__s32 fd, const char *user, bool refused)
{
  if (!user) return 0;
  if (!is_absolute(user)) {
    int hit = folder_hit(fd, refused);
    if (hit != HIT_ROOT) {
      char start[3] = {};
      bpf_probe_read_user(start, 2, user);
      return hit || (start[0] == '.' && start[1] == '.');
    }
  }
  return string_hit((__u64)user, refused);
}

INLINE void tail_base(struct scratch *s, struct call *c, long fd, const char *user)
{
  struct path *base = user && !is_absolute(user) ? base_of(c->task, fd) : 0;
  if (base) tail_path(s, base);
  else tail_empty(s);
}

INLINE struct scratch *file_call_begin(struct call *c, __u32 bits)
{
  struct scratch *s = scratch_begin(sizeof(struct rs_file_attempt));
  if (!s || !header_fill(&s->header, c->task, RS_FILE_ATTEMPT)) return 0;
  begin_flags(s, c);
  s->attempt.result = c->result;
  s->attempt.syscall_number = c->number;
  s->attempt.file_call_bits = bits;
  s->attempt.file_call_flags = 0;
  return s;
}

/* Not told at all: what succeeded in our own mount namespace, and what failed for another reason than a missing right. */
INLINE bool worth_telling(struct call *c, __u32 *bits)
{
  *bits = elsewhere(c->task) ? CALL_ELSEWHERE : 0;
  return was_refused(c) || (*bits && c->result >= 0);
}

/* How a call's paths stand among its arguments, by number; 512 more for 32-bit calls. One program serves them all: the
 * verifier takes its time for each. Filled by the agent. */
#define SHAPES (2 * SLOTS)
#define MAP_ARRAY 2
struct { __uint(type, MAP_ARRAY); __uint(max_entries, SHAPES); __type(key, __u32); __type(value, __u32); } shapes SEC(".maps");
enum { SHAPE_PATH = 1, SHAPE_PATH_AT, SHAPE_PATHS, SHAPE_PATHS_AT, SHAPE_SYMLINK, SHAPE_SYMLINK_AT };

#define CALL_CHMOD 90
#define CALL_FCHMODAT 268
#define CALL_FCHMODAT2 452
#define CALL_CHMOD_32 15
#define CALL_FCHMODAT_32 306
#define MODE_SET_USER 04000

/* Whether the call gave a program its owner's rights: told wherever the file lies. */
INLINE bool gives_rights(struct call *c)
{
  __u32 n = c->number;
  if (c->result < 0) return 0;
  if (c->compat ? n == CALL_CHMOD_32 : n == CALL_CHMOD) return argument(c, 1) & MODE_SET_USER;
  bool at = (c->compat ? n == CALL_FCHMODAT_32 : n == CALL_FCHMODAT) || n == CALL_FCHMODAT2;
  return at && (argument(c, 2) & MODE_SET_USER);
}

INLINE void file_path(struct call *c)
{
  __u32 bits, number = c->number + (c->compat ? SLOTS : 0);
  bool gives = gives_rights(c);
  if (!worth_telling(c, &bits) && !gives) return;
  __u32 *shape = bpf_map_lookup_elem(&shapes, &number);
  if (!shape) return;
  __u64 a0 = argument(c, 0), a1 = argument(c, 1), a2 = argument(c, 2), user = a0, user2 = 0;
  __s32 fd = AT_FDCWD, fd2 = AT_FDCWD;
  switch (*shape) {
  case SHAPE_PATH_AT: fd = a0, user = a1; break;
  case SHAPE_PATHS: user2 = a1; break;
  case SHAPE_PATHS_AT: fd = a0, user = a1, fd2 = a2, user2 = fourth_of_call(c); break;
  case SHAPE_SYMLINK: user = a1; break;
  case SHAPE_SYMLINK_AT: fd = a1, user = a2; break;
  }
  bool refused = c->result < 0;
  if (!gives && !path_hit(fd, (void *)user, refused) && !path_hit(fd2, (void *)user2, refused)) return;
  struct scratch *s = file_call_begin(c, bits);
  if (!s) return;
  s->attempt.file_call_flags = *shape == SHAPE_PATH ? a1 : a2;
  tail_base(s, c, fd, (void *)user);
  tail_user_string(s, (void *)user, USER_PATH_BYTES);
  tail_base(s, c, fd2, (void *)user2);
  tail_user_string(s, (void *)user2, USER_PATH_BYTES);
  send_bulk(s);
}

INLINE void open_file(struct call *c, __u32 value, bool always)
{
  __u32 bits;
  if (!worth_telling(c, &bits) && !always) return;
  struct file *f = file_of(c->task, argument(c, 0));
  if (!f) return;
  if (folder_hit(argument(c, 0), c->result < 0) != HIT) return;
  struct scratch *s = file_call_begin(c, bits | CALL_OPEN_FILE);
  if (!s) return;
  s->attempt.file_call_flags = value;
  tail_path(s, __builtin_preserve_access_index(&f->f_path));
  tail_empty(s);
  tail_empty(s);
  tail_empty(s);
  send_bulk(s);
}

INLINE void file_descriptor(struct call *c)
{
  __u32 flags = 0;
  if (c->number != (c->compat ? NR_IOCTL_32 : NR_IOCTL)) {
    open_file(c, argument(c, 1), 0);
    return;
  }
  __u32 order = argument(c, 1); /* ioctl(fd, FS_IOC_SETFLAGS, &flags), as chattr does it */
  if ((order != SET_FLAGS && order != SET_FLAGS_32) || (c->result < 0 && !was_refused(c))) return;
  bpf_probe_read_user(&flags, sizeof(flags), (void *)argument(c, 2));
  open_file(c, flags, 1);
}

SLOT(file_path)
SLOT(file_descriptor)

/* An open that was refused: no file came of it, only the caller's word says of which. */
INLINE void file_refused(struct call *c)
{
  bool plain = c->compat ? c->number == NR_OPEN_32 : c->number == NR_OPEN, creat = c->compat ? c->number == NR_CREAT_32 : c->number == NR_CREAT;
  long fd = plain || creat ? AT_FDCWD : argument(c, 0);
  const char *user = (void *)argument(c, plain || creat ? 0 : 1);
  if (!path_hit(fd, user, 1)) return;
  struct scratch *s = scratch_begin(sizeof(struct rs_file_open));
  if (!s || !header_fill(&s->header, c->task, RS_FILE_OPEN)) return;
  __u32 flags = creat ? O_CREATING : argument(c, plain ? 1 : 2);
  if (c->number == NR_OPENAT2) bpf_probe_read_user(&flags, sizeof(flags), (void *)argument(c, 2));
  begin_flags(s, c);
  s->open.file_inode = 0;
  s->open.result = c->result;
  s->open.file_flags = flags;
  s->open.file_device = s->open.file_mode = s->open.file_watch_bits = 0;
  s->open.syscall_number = c->number;
  tail_base(s, c, fd, user);
  tail_user_string(s, user, USER_PATH_BYTES);
  send_bulk(s);
}

/* A switch of the kernel's that this kernel lacks: opened to be made, which nothing can be in /proc. */
INLINE bool switch_missing(struct call *c)
{
  bool at = c->compat ? c->number != NR_OPEN_32 : c->number != NR_OPEN;
  if (c->result != -ENOENT || !(argument(c, at ? 2 : 1) & O_CREAT)) return 0;
  __u64 start = 0;
  bpf_probe_read_user(&start, 6, (void *)argument(c, at ? 1 : 0));
  return start == PATH_PROC;
}

INLINE void file_open(struct call *c)
{
  if (was_refused(c) || switch_missing(c)) file_refused(c);
  else file_done(c);
}

SLOT(file_open)
