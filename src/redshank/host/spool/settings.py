"""What can be set about the spool: section `spool` of the configuration."""

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class SpoolSettings:
    """Bounds of the spool. Raises ValueError where one is out of range.

    cap_bytes, cap_percent: the most it takes, whichever is less; percent of the whole file system. keep_free_percent:
    it grows no more where less than this would stay free. segment_bytes: of one file; smaller under a small cap.
    memory_bytes: kept while the disk refuses. reserve_bytes: laid out beforehand for class 0. commit_ms: how old an event
    gets before it is safe against a power cut; urgent_commit_ms: for classes 0 and 1. patient_ms: how long a block
    waits to become large while the server is behind anyway; its events are safe meanwhile.
    """

    cap_bytes: int = 1024 * MIB
    cap_percent: float = 5.0
    keep_free_percent: float = 10.0
    segment_bytes: int = 8 * MIB
    memory_bytes: int = 32 * MIB
    reserve_bytes: int = 2 * MIB
    commit_ms: int = 100
    urgent_commit_ms: int = 20
    patient_ms: int = 5_000

    def __post_init__(self) -> None:
        _within("cap_bytes", self.cap_bytes, 64 << 10, 1 << 40)
        _within("cap_percent", self.cap_percent, 0.1, 100.0)
        _within("keep_free_percent", self.keep_free_percent, 0.0, 90.0)
        _within("segment_bytes", self.segment_bytes, 4 << 10, 8 * MIB)
        _within("memory_bytes", self.memory_bytes, 64 << 10, 1024 * MIB)
        _within("reserve_bytes", self.reserve_bytes, 4 << 10, 64 * MIB)
        _within("commit_ms", self.commit_ms, 1, 10_000)
        _within("urgent_commit_ms", self.urgent_commit_ms, 1, self.commit_ms)
        _within("patient_ms", self.patient_ms, self.commit_ms, 60_000)


def _within(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise ValueError(f"'{name}' is {value}: give a number from {least} to {most}")
