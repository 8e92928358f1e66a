from redshank.host.sensor.kernel_watch import KernelWatch


class FakeObject:
    """The watch map as a dictionary that holds at most `room` entries."""

    def __init__(self, room: int) -> None:
        self.entries: dict[bytes, bytes] = {}
        self.room = room

    def get(self, name: str, key: bytes, size: int) -> bytes | None:
        return self.entries.get(key)

    def put(self, name: str, key: bytes, value: bytes) -> bool:
        if key not in self.entries and len(self.entries) == self.room:
            return False
        self.entries[key] = value
        return True

    def drop(self, name: str, key: bytes) -> bool:
        return self.entries.pop(key, None) is not None


def test_two_reasons_to_watch_a_file_are_joined() -> None:
    bpf = FakeObject(8)
    watch = KernelWatch(bpf)  # type: ignore[arg-type]
    watch.add(5, 0x800001, 1)
    watch.add(5, 0x800001, 2)
    assert list(bpf.entries.values()) == [b"\x03\0\0\0"]
    assert list(bpf.entries) == [b"\x05\0\0\0\0\0\0\0\x01\x00\x80\x00\0\0\0\0"]


def test_what_finds_no_room_is_counted_and_removal_of_the_unknown_is_quiet() -> None:
    watch = KernelWatch(FakeObject(1))  # type: ignore[arg-type]
    watch.add(1, 1, 1)
    watch.add(2, 1, 1)
    assert watch.full == 1
    watch.remove(3, 1)
