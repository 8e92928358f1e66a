"""What the agent costs on this machine, how fast it speaks and what it misses. `make bench`; see __main__."""
