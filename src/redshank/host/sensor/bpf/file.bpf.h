/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Opens of watched files: for writing below a watched tree, for reading where the file is a secret.
 * What changed in the end is fanotify's word; this says who opened what, and counts every open. */
#pragma once
#include "pseudo_file.bpf.h"
#include "terminal.bpf.h"

#define FMODE_WRITE 2
#define S_IFMT 0170000
#define S_IFREG 0100000
#define S_IFSOCK 0140000
#define WATCH_TREE 1
#define WATCH_SECRET 2
#define WATCH_NAMED 4  /* in another mount namespace, found by name */
#define NAMES_ALWAYS 1
#define NAMES_WRITTEN 4 /* a folder or a file of any place: who may log in, what a shell starts with */
#define NAMES_SECRET 8
#define NAME_ID 0x5f6469 /* "id_" as 8 bytes of a name */
#define NAME_SSH 0x6873732e
#define OPEN_CREATED 8 /* not a reason to watch: this open made the file */
#define FMODE_CREATED 0x100000
#define TREE_DEPTH 32
#define WATCHES 16384 /* trees' top folders and secrets; the agent counts what it could not place */

struct watch_key { __u64 inode; __u32 device; __u32 pad; };
struct { __uint(type, MAP_HASH); __uint(max_entries, WATCHES); __type(key, struct watch_key); __type(value, __u32); } watches SEC(".maps");

INLINE __u32 watch_of(struct inode *inode)
{
  struct super_block *sb = READ(inode, i_sb);
  struct watch_key key = {READ(inode, i_ino), READ(sb, s_dev), 0};
  __u32 *bits = bpf_map_lookup_elem(&watches, &key);
  return bits ? *bits : 0;
}

/* Folders watched by name in mount namespaces other than the agent's: containers have an /etc of their own, which no
 * key of ours is. The first 8 bytes of the two topmost names; the second is empty where the first alone is watched.
 * Bits of a name: 1 always, 2 where a call was refused. Of the last two names, file and folder, one of them empty where
 * the other is enough: 4 where it is opened for writing, 8 where for reading too. */
struct name_key { __u64 top, below; };
struct { __uint(type, MAP_HASH); __uint(max_entries, 128); __type(key, struct name_key); __type(value, __u32); } names SEC(".maps");

INLINE __u64 name_of(struct dentry *d)
{
  char text[8] = {};
  if (d) bpf_probe_read_kernel_str(text, sizeof(text), READ(d, d_name.name));
  return *(__u64 *)text;
}

/* Whether these two topmost names are watched, always or for refused calls. */
INLINE bool names_hit(__u64 top, __u64 below, bool refused)
{
  __u32 any = refused ? ~0 : NAMES_ALWAYS;
  struct name_key key = {top, 0};
  __u32 *bits = bpf_map_lookup_elem(&names, &key);
  if (bits && (*bits & any)) return 1;
  key.below = below;
  bits = bpf_map_lookup_elem(&names, &key);
  return bits && (*bits & any);
}

/* True for a task in another mount namespace than the agent's. */
INLINE bool elsewhere(struct task_struct *t)
{
  struct nsproxy *ns = READ(t, nsproxy);
  if (!ns) return 0;
  struct mnt_namespace *mounts = READ(ns, mnt_ns);
  return READ(mounts, ns.inum) != settings.mounts;
}

#define CLIMB_NOWHERE 0 /* a file without a folder */
#define CLIMB_WATCHED 1 /* a watched folder is it, or lies above */
#define CLIMB_NAMES 2   /* none is: the two topmost names are kept in `s` */

/* One level up; true where the climb ends there. */
INLINE bool climb_level(struct walk *w)
{
  struct dentry *d = w->p.d;
  struct inode *inode = READ(d, d_inode);
  if (inode && (watch_of(inode) & WATCH_TREE)) {
    w->found = CLIMB_WATCHED;
    return 1;
  }
  int way = up(&w->p);
  if (way == UP_ALONE) w->found = CLIMB_NOWHERE;
  if (way == UP_FOLDER) {
    w->s->below = w->s->top;
    w->s->top = (__u64)d;
  }
  return way == UP_ROOT || way == UP_ALONE;
}

/* Four levels a step: the callback itself costs as much as a level does. */
PART long climb_step(__u32 i, struct walk *w)
{
  return climb_level(w) || climb_level(w) || climb_level(w) || climb_level(w);
}

INLINE int climb(struct scratch *s, struct path *where)
{
  struct walk w = {s, place_of(where), .found = CLIMB_NAMES};
  s->top = s->below = 0;
  bpf_loop(TREE_DEPTH / 4, climb_step, &w, 0);
  return w.found;
}

INLINE bool climbed_names_hit(struct scratch *s, bool refused)
{
  return names_hit(name_of((void *)s->top), name_of((void *)s->below), refused);
}

INLINE __u32 name_bits(__u64 file, __u64 folder)
{
  struct name_key key = {file, folder};
  __u32 *bits = bpf_map_lookup_elem(&names, &key);
  return bits ? *bits : 0;
}

/* What the last two names of a file in another mount namespace say, as bits of `watches`. */
INLINE __u32 last_names(struct dentry *d, bool writes)
{
  __u64 file = name_of(d), folder = name_of(READ(d, d_parent));
  __u32 bits = name_bits(file, folder) | name_bits(0, folder) | name_bits(file, 0), hit = 0;
  if ((bits & NAMES_SECRET) || (folder == NAME_SSH && (file & 0xffffff) == NAME_ID)) hit = WATCH_SECRET | WATCH_NAMED;
  if (writes && (bits & NAMES_WRITTEN)) hit |= WATCH_TREE | WATCH_NAMED;
  return hit;
}

/* WATCH_TREE where a watched folder lies above the file, across mounts. In our own mount namespace no string is compared. */
INLINE __u32 tree_of(struct task_struct *t, struct path *where)
{
  struct scratch *s = scratch_begin(0);
  if (!s) return 0;
  int found = climb(s, where);
  if (found == CLIMB_NAMES) return elsewhere(t) && climbed_names_hit(s, 0) ? WATCH_TREE | WATCH_NAMED : 0;
  return found == CLIMB_WATCHED ? WATCH_TREE : 0;
}

#define O_TRUNCATING 01000
#define CALL_OPEN 2
#define CALL_CREAT 85
#define CALL_OPENAT 257
#define CALL_OPENAT2 437
#define CALL_OPEN_32 5
#define CALL_CREAT_32 8
#define CALL_OPENAT_32 295

/* Whether the call asked for the file to be emptied: the kernel keeps no trace of that in the open file. */
INLINE __u32 emptied(struct call *c)
{
  __u32 n = c->number, flags = 0;
  if (n == CALL_OPENAT2) bpf_probe_read_user(&flags, sizeof(flags), (void *)argument(c, 2));
  else if (c->compat ? n == CALL_CREAT_32 : n == CALL_CREAT) return O_TRUNCATING;
  else if (c->compat ? n == CALL_OPENAT_32 : n == CALL_OPENAT) flags = argument(c, 2);
  else if (c->compat ? n == CALL_OPEN_32 : n == CALL_OPEN) flags = argument(c, 1);
  return flags & O_TRUNCATING;
}

INLINE void file_opened(struct call *c, struct file *f)
{
  struct inode *inode = READ(f, f_inode);
  __u32 mode = READ(inode, i_mode), bits = watch_of(inode) & WATCH_SECRET;
  if ((mode & S_IFMT) == S_IFCHR) terminal_opened(c, f);
  if ((mode & S_IFMT) != S_IFREG) return;
  __u32 fmode = READ(f, f_mode);
  struct super_block *sb = READ(inode, i_sb);
  __u64 magic = READ(sb, s_magic);
  if (is_pseudo(magic)) bits |= pseudo_file(c, magic);
  if (fmode & FMODE_WRITE) bits |= tree_of(c->task, __builtin_preserve_access_index(&f->f_path));
  if (!bits && elsewhere(c->task)) bits = last_names(READ(f, f_path.dentry), fmode & FMODE_WRITE);
  if (!bits) return;
  if (fmode & FMODE_CREATED) bits |= OPEN_CREATED;
  struct scratch *s = scratch_begin(sizeof(struct rs_file_open));
  if (!s || !header_fill(&s->header, c->task, RS_FILE_OPEN)) return;
  begin_flags(s, c);
  s->open.file_inode = READ(inode, i_ino);
  s->open.result = c->result;
  s->open.file_flags = READ(f, f_flags) | emptied(c);
  s->open.file_device = READ(sb, s_dev);
  s->open.file_mode = mode;
  s->open.syscall_number = c->number;
  s->open.file_watch_bits = bits;
  tail_path(s, __builtin_preserve_access_index(&f->f_path));
  tail_empty(s);
  send_bulk(s);
}

INLINE void file_done(struct call *c)
{
  if (c->result < 0) return;
  struct file *f = file_of(c->task, c->result);
  if (f) file_opened(c, f);
}

CLASSIC(file_done, open)
CLASSIC(file_done, openat)
CLASSIC(file_done, openat2)
CLASSIC(file_done, creat)
