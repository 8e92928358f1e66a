"""What changed in watched trees, by fanotify; who did it is joined by process id, and by the kernel side's opens."""
