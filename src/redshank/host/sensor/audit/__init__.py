"""The kernel's audit system as a live source, where BPF cannot be had. `source.AuditSource` is the way in."""
