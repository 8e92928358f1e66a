"""The command line: one file per noun, loaded when asked for."""
