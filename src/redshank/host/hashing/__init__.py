"""Digests of files: bounded, cached, never of a pipe or a device, and never on the sensor's own thread."""
