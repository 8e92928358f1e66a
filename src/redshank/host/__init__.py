"""On the monitored machine, as root, light: it sees and does, it does not judge."""
