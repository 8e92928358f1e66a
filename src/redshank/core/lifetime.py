"""A process that ends when the one that started it does."""

import ctypes
import os

PR_SET_PDEATHSIG = 1  # include/uapi/linux/prctl.h
_PRCTL = ctypes.CDLL(None, use_errno=True).prctl


def end_with_parent(signal_number: int) -> None:
    """Have the kernel send this process a signal when the thread that started it ends.

    A change of user takes it back: it has to be asked for again. Of use also between fork and exec, since it is one
    system call. Raises OSError where the kernel refuses.
    """
    if _PRCTL(PR_SET_PDEATHSIG, ctypes.c_ulong(signal_number), 0, 0, 0) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), "PR_SET_PDEATHSIG")
