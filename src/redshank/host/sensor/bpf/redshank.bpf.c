/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel side of the sensor: one object, one file a topic. The kernel filters, Python decides. */
#include "process.bpf.h"
#include "file.bpf.h"
#include "network.bpf.h"
#include "module.bpf.h"
#include "credentials.bpf.h"
#include "file_call.bpf.h"

char licence[] SEC("license") = "Dual BSD/GPL";
