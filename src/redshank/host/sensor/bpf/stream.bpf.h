/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a descriptor is: a shell whose input is a connection, or an interpreter fed by a pipe, is told apart so. */
#pragma once
#include "syscall.bpf.h"

#define S_IFMT 0170000
#define S_IFIFO 0010000
#define S_IFCHR 0020000
#define S_IFDIR 0040000
#define S_IFBLK 0060000
#define S_IFREG 0100000
#define S_IFSOCK 0140000
#define DEVICE_NULL (1 << 20 | 3)
#define FAMILY_UNIX 1

/* The numbers are those of STREAMS in streams.py. */
enum stream { STREAM_CLOSED, STREAM_FILE, STREAM_PIPE, STREAM_SOCKET, STREAM_UNIX, STREAM_TERMINAL, STREAM_NULL, STREAM_DEVICE,
  STREAM_FOLDER, STREAM_OTHER };

INLINE enum stream device_stream(__u32 device)
{
  __u32 major = device >> 20;
  if (device == DEVICE_NULL) return STREAM_NULL;
  return major == 4 || major == 5 || (major >= 136 && major <= 143) ? STREAM_TERMINAL : STREAM_DEVICE;
}

INLINE enum stream socket_stream(struct file *f)
{
  struct socket *socket = READ(f, private_data);
  struct sock *sk = READ(socket, sk);
  return sk && READ(sk, __sk_common.skc_family) == FAMILY_UNIX ? STREAM_UNIX : STREAM_SOCKET;
}

INLINE enum stream stream_of(struct task_struct *t, __u32 fd)
{
  struct file *f = file_of(t, fd);
  if (!f) return STREAM_CLOSED;
  struct inode *inode = READ(f, f_inode);
  switch (READ(inode, i_mode) & S_IFMT) {
  case S_IFREG: return STREAM_FILE;
  case S_IFIFO: return STREAM_PIPE;
  case S_IFSOCK: return socket_stream(f);
  case S_IFCHR: return device_stream(READ(inode, i_rdev));
  case S_IFBLK: return STREAM_DEVICE;
  case S_IFDIR: return STREAM_FOLDER;
  default: return STREAM_OTHER;
  }
}
