"""Names as the kernel gives them to its own threads, which have no program file. What has one and bears such a name pretends."""

import re
from functools import lru_cache

_THREADS = re.compile(
    r"kworker/|kthreadd$|ksoftirqd/\d|kswapd\d|kdevtmpfs$|kintegrityd$|kblockd$|khugepaged$|kcompactd\d|kauditd$|khungtaskd$|kthrotld$"
    r"|migration/\d|rcu_(sched|bh|gp|par_gp|preempt|tasks)|cpuhp/\d|watchdogd?/\d|jbd2/|scsi_eh_\d|mm_percpu_wq$|oom_reaper$|writeback$"
    r"|irq/\d|idle_inject/|pool_workqueue|netns$|ksmd$|ata_sff$|md$|xfs-|ext4-|kpsmoused$|inet_frag_wq$|slub_flushwq$"
)
_BRACKETS = re.compile(r"\[[A-Za-z][\w./:+-]{2,}\]")


@lru_cache(maxsize=2048)  # few programs are run again and again
def looks_like_kernel_thread(word: str) -> bool:
    """True for `[anything]`, as ps shows kernel threads, and for the names that they have without brackets."""
    if word.startswith("["):
        return _BRACKETS.match(word) is not None
    return _THREADS.match(word) is not None
