/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel side of the sensor: one object, one file a topic. The kernel filters, Python decides. */
#include "process.bpf.h"
#include "signal.bpf.h"
#include "file.bpf.h"
#include "network.bpf.h"
#include "socket.bpf.h"
#include "datagram.bpf.h"
#include "dns.bpf.h"
#include "io_uring.bpf.h"
#include "module.bpf.h"
#include "credentials.bpf.h"
#include "exec_failed.bpf.h"
#include "trace.bpf.h"
#include "memfd.bpf.h"
#include "bpf_use.bpf.h"
#include "namespace.bpf.h"
#include "mount.bpf.h"
#include "terminal.bpf.h"
#include "file_call.bpf.h"

char licence[] SEC("license") = "Dual BSD/GPL";
