/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What of the kernel we read: structs with only the fields in use (CO-RE finds where they lie), helpers by number,
 * and one way to read a field. Helper numbers: include/uapi/linux/bpf.h, fixed for ever. */
#pragma once

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed int __s32;
typedef signed long long __s64;
typedef _Bool bool;

#define SEC(name) __attribute__((section(name), used))
#define INLINE static __attribute__((always_inline))
#define PART static __attribute__((noinline)) /* a function of its own: what several programs share lies in the object once */
#define barrier_var(v) __asm__ volatile("" : "+r"(v))

/* BTF-defined maps */
#define MAP_HASH 1
#define MAP_ARRAY 2
#define MAP_PROG_ARRAY 3
#define MAP_PERCPU_ARRAY 6
#define MAP_LRU_HASH 9
#define MAP_MMAPABLE 1024
#define MAP_RINGBUF 27
#define __uint(name, value) int (*name)[value]
#define __type(name, value) typeof(value) *name

/* helpers */
static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*bpf_map_update_elem)(void *map, const void *key, const void *value, __u64 flags) = (void *)2;
static long (*bpf_tail_call)(void *ctx, void *map, __u32 index) = (void *)12;
static long (*bpf_skb_load_bytes)(void *skb, __u32 offset, void *to, __u32 length) = (void *)26;
static __u64 (*bpf_get_socket_cookie)(void *ctx) = (void *)46;
static __u64 (*bpf_get_current_cgroup_id)(void) = (void *)80;
static long (*bpf_probe_read_user)(void *dst, __u32 size, const void *from) = (void *)112;
static long (*bpf_probe_read_kernel)(void *dst, __u32 size, const void *from) = (void *)113;
static long (*bpf_probe_read_user_str)(void *dst, __u32 size, const void *from) = (void *)114;
static long (*bpf_probe_read_kernel_str)(void *dst, __u32 size, const void *from) = (void *)115;
static __u64 (*bpf_ktime_get_boot_ns)(void) = (void *)125;
static long (*bpf_ringbuf_output)(void *ring, void *data, __u64 size, __u64 flags) = (void *)130;
static void *(*bpf_ringbuf_reserve)(void *ring, __u64 size, __u64 flags) = (void *)131;
static void (*bpf_ringbuf_submit)(void *data, __u64 flags) = (void *)132;
static void (*bpf_ringbuf_discard)(void *data, __u64 flags) = (void *)133;
static struct task_struct *(*bpf_get_current_task_btf)(void) = (void *)158;
static long (*bpf_task_pt_regs)(struct task_struct *task) = (void *)175;
static long (*bpf_loop)(__u32 times, void *callback, void *context, __u64 flags) = (void *)181;

/* u32[2] before 6.3, the same 8 bytes: so its member is not looked for, and it is read whole */
typedef struct { __u64 val; } kernel_cap_t;

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
typedef struct { __u32 val; } kuid_t;
typedef struct { __u32 val; } kgid_t;
typedef struct { int counter; } atomic_t;
struct ns_common { unsigned int inum; };
struct pid_namespace { struct ns_common ns; };
struct upid { int nr; struct pid_namespace *ns; };
struct pid { unsigned int level; struct upid numbers[1]; };
struct qstr { const unsigned char *name; };
struct file_system_type { const char *name; };
struct super_block { __u32 s_dev; unsigned long s_magic; struct file_system_type *s_type; };
struct inode { __u16 i_mode; unsigned long i_ino; struct super_block *i_sb; unsigned int i_nlink; __u32 i_rdev; };
struct proc_inode { struct pid *pid; struct inode vfs_inode; };
struct dentry { struct dentry *d_parent; struct qstr d_name; struct inode *d_inode; struct super_block *d_sb; };
struct vfsmount { struct dentry *mnt_root; struct super_block *mnt_sb; };
struct mount { struct mount *mnt_parent; struct dentry *mnt_mountpoint; struct vfsmount mnt; const char *mnt_devname; };
struct path { struct vfsmount *mnt; struct dentry *dentry; };
struct file { unsigned int f_mode; unsigned int f_flags; void *private_data; struct inode *f_inode; struct path f_path; };
struct fdtable { unsigned int max_fds; struct file **fd; };
struct files_struct { struct fdtable *fdt; };
struct fs_struct { struct path root, pwd; };
struct winsize { unsigned short ws_row, ws_col; };
struct ktermios { unsigned int c_lflag; };
struct tty_struct { struct winsize winsize; char name[64]; int index; struct ktermios termios; struct tty_struct *link; void *driver_data; };
struct tty_file_private { struct tty_struct *tty; };
struct signal_struct { atomic_t live; struct tty_struct *tty; };
struct user_namespace { struct ns_common ns; };
struct cred { kuid_t uid; kgid_t gid; kuid_t euid; kernel_cap_t cap_effective; struct user_namespace *user_ns; };
struct mm_struct { unsigned long arg_start, arg_end, env_start, env_end; };
struct thread_info { __u32 status; };
struct mnt_namespace { struct ns_common ns; };
struct net { struct ns_common ns; };
struct uts_namespace { struct ns_common ns; };
struct ipc_namespace { struct ns_common ns; };
struct cgroup_namespace { struct ns_common ns; };
struct time_namespace { struct ns_common ns; };
struct nsproxy {
  struct mnt_namespace *mnt_ns;
  struct uts_namespace *uts_ns;
  struct ipc_namespace *ipc_ns;
  struct pid_namespace *pid_ns_for_children;
  struct net *net_ns;
  struct time_namespace *time_ns_for_children;
  struct cgroup_namespace *cgroup_ns;
};
struct list_head { struct list_head *next; };
struct task_struct {
  struct thread_info thread_info;
  unsigned int flags;
  int pid, tgid, exit_code;
  struct task_struct *real_parent, *group_leader;
  struct pid *thread_pid;
  __u64 start_boottime;
  struct cred *cred;
  char comm[16];
  kuid_t loginuid;
  unsigned int sessionid;
  struct signal_struct *signal;
  struct mm_struct *mm;
  struct files_struct *files;
  struct fs_struct *fs;
  struct nsproxy *nsproxy;
  struct list_head ptraced, ptrace_entry;
};
struct linux_binprm { struct file *file; int argc; const char *filename, *interp; };
struct in6_addr { __u8 bytes[16]; };
struct sock_common {
  __u32 skc_daddr, skc_rcv_saddr;
  __u16 skc_dport, skc_num, skc_family;
  struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
};
struct sock { struct sock_common __sk_common; __u16 sk_type, sk_protocol; };
struct packet_sock { struct sock sk; __u16 num; };
struct socket { struct sock *sk; };
struct pt_regs { unsigned long r10, bx, cx, dx, si, di, orig_ax, r8; };
struct kernel_siginfo { int si_code; };
struct bpf_prog_aux { __u32 id; char name[16]; };
enum bpf_prog_type { PROG_TYPE_UNKNOWN };
enum bpf_map_type { MAP_TYPE_UNKNOWN };
struct bpf_prog { enum bpf_prog_type type; struct bpf_prog_aux *aux; };
struct bpf_map { enum bpf_map_type map_type; __u32 id; char name[16]; };
struct bpf_link { __u32 id; struct bpf_prog *prog; };
struct llist_head { struct file *first; }; /* any struct of one pointer: a direct read needs a type, see file_of */
/* io_uring: a request, the part of it that its operation uses, and the tables of descriptors that only a ring has */
struct filename { const char *name; };
struct io_cqe { __s32 res; };
struct io_fixed_file { unsigned long file_ptr; };
struct io_rsrc_node { unsigned long file_ptr; };
struct io_rsrc_data { unsigned int nr; struct io_rsrc_node **nodes; };
struct io_file_table { struct io_rsrc_data data; struct io_fixed_file *files; }; /* data since 6.13, files before */
struct io_ring_ctx { struct io_file_table file_table; unsigned int nr_user_files; };
struct io_kiocb { struct file *file; __u8 opcode; struct io_cqe cqe; struct io_ring_ctx *ctx; };
struct io_open { int dfd; __u32 file_slot; struct filename *filename; };
struct io_unlink { int dfd; struct filename *filename; };
struct io_mkdir { int dfd; struct filename *filename; };
struct io_rename { int old_dfd, new_dfd; struct filename *oldpath, *newpath; };
struct io_link { int old_dfd, new_dfd; struct filename *oldpath, *newpath; };
struct io_accept { __u32 file_slot; };
struct io_socket { __u32 file_slot; };
#pragma clang attribute pop

/* context of the cgroup/connect programs, and what it says of the socket: bpf_sock_addr, bpf_sock, uapi, not relocated */
struct uapi_sock { __u32 skipped[11], src_port; };
struct sock_addr {
  __u32 user_family, user_ip4, user_ip6[4], user_port, family, type, protocol, msg_src_ip4, msg_src_ip6[4], pad;
  struct uapi_sock *sk;
};

/* context of the cgroup_skb programs: the first members of struct __sk_buff, uapi, not relocated */
struct packet { __u32 length, skipped[18], data, data_end; };

#define EXISTS(object, member) __builtin_preserve_field_info((object)->member, 2)
#define FIELD_OFFSET(T, member) __builtin_preserve_field_info(((T *)0)->member, 0)
#define KERNEL_TYPE(T) __builtin_btf_type_id(*(T *)0, 1)
#define TYPE_BYTES(T) __builtin_preserve_type_info(*(T *)0, 1)

/* Set by the loader before the load, so that the verifier drops the branch this kernel cannot run.
 * direct: bpf_rdonly_cast exists (6.2 and later). Pointer walks become plain loads, 105 instructions in place of 795. */
const volatile struct { __u32 direct; } kernel_can SEC(".rodata") = {0};

extern void *bpf_rdonly_cast(const void *object, __u32 type) __attribute__((section(".ksyms"), weak));

#define READ(object, member)                                                                                     \
  ({                                                                                                             \
    typeof(object) _object = (object);                                                                           \
    typeof(_object->member) _value;                                                                              \
    if (kernel_can.direct) {                                                                                     \
      typeof(object) _typed = bpf_rdonly_cast(_object, KERNEL_TYPE(typeof(*_object)));                           \
      _value = _typed->member;                                                                                   \
    } else {                                                                                                     \
      bpf_probe_read_kernel(&_value, sizeof(_value), __builtin_preserve_access_index(&_object->member));         \
    }                                                                                                            \
    _value;                                                                                                      \
  })
