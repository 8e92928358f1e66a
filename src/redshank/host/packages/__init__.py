"""Which package a file belongs to, and whether it is still as the package has it: the databases of dpkg and rpm, read as files.

Nothing is run and nothing is written. A database is an intruder's to change as any other file: it tells of mistakes and of
the careless, and rules say so.
"""
