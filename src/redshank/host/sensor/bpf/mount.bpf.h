/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is mounted where, and whose root is moved. The old calls leave only the caller's words; the new ones and chroot
 * leave something in the kernel, which is told beside them. */
#pragma once
#include "syscall.bpf.h"

#define SOURCE_BYTES 512
#define TARGET_BYTES 1024
#define FILESYSTEM_BYTES 32
#define TREE_CLONE 1

INLINE struct scratch *mount_begin(struct call *c, __u64 flags)
{
  struct scratch *s = scratch_begin(sizeof(struct rs_kernel_mount));
  if (!s || !header_fill(&s->header, c->task, RS_KERNEL_MOUNT)) return 0;
  begin_flags(s, c);
  s->mount.result = c->result;
  s->mount.syscall_number = c->number;
  s->mount.mount_flags = flags;
  return s;
}

PART void mounted(struct call *c) /* mount(source, target, file system, flags, data) */
{
  struct scratch *s = mount_begin(c, argument(c, 3));
  if (!s) return;
  tail_user_string(s, (void *)argument(c, 0), SOURCE_BYTES);
  tail_user_string(s, (void *)argument(c, 1), TARGET_BYTES);
  tail_user_string(s, (void *)argument(c, 2), FILESYSTEM_BYTES);
  tail_empty(s);
  send_urgent(s);
}

PART void unmounted(struct call *c) /* umount2(target, flags) */
{
  struct scratch *s = mount_begin(c, argument(c, 1));
  if (!s) return;
  tail_empty(s);
  tail_user_string(s, (void *)argument(c, 0), TARGET_BYTES);
  tail_empty(s);
  tail_empty(s);
  send_urgent(s);
}

PART void root_pivoted(struct call *c) /* pivot_root(new root, place of the old) */
{
  struct scratch *s = mount_begin(c, 0);
  if (!s) return;
  tail_user_string(s, (void *)argument(c, 1), SOURCE_BYTES);
  tail_user_string(s, (void *)argument(c, 0), TARGET_BYTES);
  tail_empty(s);
  tail_empty(s);
  send_urgent(s);
}

PART void root_changed(struct call *c) /* chroot(path) */
{
  struct scratch *s = mount_begin(c, 0);
  if (!s) return;
  struct fs_struct *fs = READ(c->task, fs);
  tail_empty(s);
  tail_user_string(s, (void *)argument(c, 0), TARGET_BYTES);
  tail_empty(s);
  if (c->result < 0) tail_empty(s);
  else tail_path(s, __builtin_preserve_access_index(&fs->root));
  send_urgent(s);
}

/* Source and kind of what the descriptor lies on, as the kernel keeps them; `asked` as the caller gave it. */
INLINE void mount_of(struct scratch *s, struct file *f, const void *asked)
{
  struct vfsmount *mount = READ(f, f_path.mnt);
  struct mount *m = (void *)((char *)mount - FIELD_OFFSET(struct mount, mnt));
  struct super_block *sb = READ(mount, mnt_sb);
  struct file_system_type *type = READ(sb, s_type);
  tail_kernel_string(s, READ(m, mnt_devname), SOURCE_BYTES);
  tail_user_string(s, asked, TARGET_BYTES);
  tail_kernel_string(s, READ(type, name), FILESYSTEM_BYTES);
}

INLINE void mount_by_file(struct call *c, __u32 fd, const void *asked, __u64 flags)
{
  struct scratch *s = mount_begin(c, flags);
  if (!s) return;
  struct file *f = file_of(c->task, fd);
  if (f) {
    mount_of(s, f, asked);
  } else {
    tail_empty(s);
    tail_user_string(s, asked, TARGET_BYTES);
    tail_empty(s);
  }
  if (f && c->result >= 0) tail_path(s, __builtin_preserve_access_index(&f->f_path));
  else tail_empty(s);
  send_urgent(s);
}

PART void mount_made(struct call *c) /* fsmount(configuration, …): usable by its descriptor alone */
{
  if (c->result >= 0) mount_by_file(c, c->result, 0, argument(c, 1));
}

PART void mount_moved(struct call *c) /* move_mount(from, its path, to, its path): where it lies now the kernel knows */
{
  mount_by_file(c, argument(c, 0), (void *)argument(c, 3), argument(c, 4));
}

PART void tree_cloned(struct call *c) /* open_tree(folder, path, flags): a bind mount without a place, where it clones */
{
  if (argument(c, 2) & TREE_CLONE && c->result >= 0) mount_by_file(c, c->result, (void *)argument(c, 1), argument(c, 2));
}

SLOT(mounted)
SLOT(unmounted)
SLOT(root_pivoted)
SLOT(root_changed)
SLOT(mount_made)
SLOT(mount_moved)
SLOT(tree_cloned)
CLASSIC(mounted, mount)
SEC("tracepoint/syscalls/sys_exit_umount") int light_umount2(struct classic *ctx) /* its tracepoint has the old name */
{
  struct call c = call_from_classic(ctx);
  unmounted(&c);
  return 0;
}
CLASSIC(root_pivoted, pivot_root)
CLASSIC(root_changed, chroot)
CLASSIC(mount_made, fsmount)
CLASSIC(mount_moved, move_mount)
CLASSIC(tree_cloned, open_tree)
