from pathlib import Path

from redshank.core.clock import SystemClock
from redshank.host.kept import kept_sequences
from redshank.host.spool import SpoolSettings, open_spool
from tests.generated import build


def test_numbers_of_what_the_spool_keeps_are_told_by_ring(tmp_path: Path) -> None:
    spool = open_spool(tmp_path, SpoolSettings(), SystemClock())
    spool.append([build.process_exec(ring_sequence=7), build.file_open(ring_sequence=7), build.file_open(ring_sequence=9)])
    spool.append([build.session_login(), build.process_exit(ring_sequence=8)])
    spool.close()
    spool = open_spool(tmp_path, SpoolSettings(), SystemClock())
    assert kept_sequences(spool) == {"urgent": {7, 8}, "bulk": {7, 9}}
    spool.close()


def test_new_spool_keeps_none(tmp_path: Path) -> None:
    spool = open_spool(tmp_path, SpoolSettings(), SystemClock())
    assert kept_sequences(spool) == {"urgent": set(), "bulk": set()}
    spool.close()
