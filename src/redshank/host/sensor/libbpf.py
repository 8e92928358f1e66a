"""The distribution's libbpf through ctypes: open an object, choose, load, attach. No more than the sensor needs.

Debian's libbpf1 comes with iproute2. Every handle is a `c_void_p`; argument and result types are set for each
function, because ctypes would cut a pointer to 32 bits otherwise.
"""

import ctypes
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from ctypes import POINTER, c_bool, c_char_p, c_int, c_size_t, c_uint32, c_uint64, c_void_p
from pathlib import Path

from redshank.core.errors import HostError

LIBRARY = "libbpf.so.1"
_PRINT = ctypes.CFUNCTYPE(c_int, c_int, c_char_p, c_void_p)
_MESSAGE_BYTES = 1 << 20  # a verifier log can pass 64 KiB

_SIGNATURES: dict[str, tuple[object, tuple[object, ...]]] = {
    "libbpf_set_print": (c_void_p, (_PRINT,)),
    "bpf_object__open_file": (c_void_p, (c_char_p, c_void_p)),
    "bpf_object__load": (c_int, (c_void_p,)),
    "bpf_object__close": (None, (c_void_p,)),
    "bpf_object__next_program": (c_void_p, (c_void_p, c_void_p)),
    "bpf_object__next_map": (c_void_p, (c_void_p, c_void_p)),
    "bpf_program__name": (c_char_p, (c_void_p,)),
    "bpf_program__section_name": (c_char_p, (c_void_p,)),
    "bpf_program__fd": (c_int, (c_void_p,)),
    "bpf_program__set_autoload": (c_int, (c_void_p, c_bool)),
    "bpf_program__attach": (c_void_p, (c_void_p,)),
    "bpf_program__attach_perf_event": (c_void_p, (c_void_p, c_int)),
    "bpf_program__attach_cgroup": (c_void_p, (c_void_p, c_int)),
    "bpf_link__destroy": (c_int, (c_void_p,)),
    "bpf_link__disconnect": (None, (c_void_p,)),
    "bpf_link__fd": (c_int, (c_void_p,)),
    "bpf_link_detach": (c_int, (c_int,)),
    "bpf_link_get_fd_by_id": (c_int, (c_uint32,)),
    "bpf_link_create": (c_int, (c_int, c_int, c_int, c_void_p)),
    "bpf_obj_pin": (c_int, (c_int, c_char_p)),
    "bpf_obj_get": (c_int, (c_char_p,)),
    "bpf_map__name": (c_char_p, (c_void_p,)),
    "bpf_map__fd": (c_int, (c_void_p,)),
    "bpf_map__initial_value": (c_void_p, (c_void_p, POINTER(c_size_t))),
    "bpf_map_update_elem": (c_int, (c_int, c_void_p, c_void_p, c_uint64)),
    "bpf_map_lookup_elem": (c_int, (c_int, c_void_p, c_void_p)),
    "bpf_map_delete_elem": (c_int, (c_int, c_void_p)),
    "bpf_prog_get_next_id": (c_int, (c_uint32, POINTER(c_uint32))),
    "bpf_prog_get_fd_by_id": (c_int, (c_uint32,)),
    "bpf_obj_get_info_by_fd": (c_int, (c_int, c_void_p, POINTER(c_uint32))),
    "libbpf_num_possible_cpus": (c_int, ()),
}


def open_library() -> ctypes.CDLL:
    """libbpf with its signatures set. Raises HostError where this host has none."""
    try:
        library = ctypes.CDLL(LIBRARY, use_errno=True)
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, list(arguments)
    except (OSError, AttributeError) as error:
        raise HostError(f"{LIBRARY} is missing or too old ({error}): apt-get install libbpf1") from error
    return library


class Loaded(ABC):
    """Programs and maps that the kernel has, by name, whoever loaded them."""

    def __init__(self) -> None:
        self._library = open_library()

    @abstractmethod
    def map_fd(self, name: str) -> int:
        """Descriptor of a map, which stays ours."""

    @abstractmethod
    def program_fd(self, program: str) -> int:
        """Descriptor of a loaded program, which stays ours."""

    @abstractmethod
    def program_fds(self) -> dict[str, int]:
        """Descriptors of all loaded programs by name; they stay ours."""

    @abstractmethod
    def link_fds(self) -> dict[str, int]:
        """Descriptors of what is attached, by the program's name; they stay ours."""

    @abstractmethod
    def close(self) -> None:
        """Give back what is ours. May be called twice."""

    def put(self, map_name: str, key: bytes, value: bytes) -> bool:
        """Write one entry; False where the map is full."""
        return bool(self._library.bpf_map_update_elem(self.map_fd(map_name), key, value, 0) == 0)

    def drop(self, map_name: str, key: bytes) -> bool:
        """Remove one entry; False where there was none."""
        return bool(self._library.bpf_map_delete_elem(self.map_fd(map_name), key) == 0)

    def get(self, map_name: str, key: bytes, size: int) -> bytes | None:
        """The `size` bytes of one entry; None where there is none."""
        value = ctypes.create_string_buffer(size)
        return value.raw if self._library.bpf_map_lookup_elem(self.map_fd(map_name), key, value) == 0 else None

    def possible_cpus(self) -> int:
        """How many values an entry of a per-CPU map has."""
        return int(self._library.libbpf_num_possible_cpus())


class BpfObject(Loaded):
    """One BPF object file: its programs and maps by name, and the links made. Close it, or use it with `with`.

    log: called with each warning of libbpf, the verifier's included.
    """

    def __init__(self, path: Path, log: Callable[[str], None]) -> None:
        super().__init__()
        self._printer = _PRINT(_printer(log))  # kept: libbpf holds only its address
        self._library.libbpf_set_print(self._printer)
        self._links: dict[str, int] = {}
        self._perf: dict[str, int] = {}
        self._object = self._library.bpf_object__open_file(os.fsencode(path), None)
        if not self._object:
            raise HostError(f"{path}: cannot open this BPF object ({os.strerror(ctypes.get_errno())}): run `make build`")
        self.programs = {self._library.bpf_program__name(p).decode(): p for p in self._each("bpf_object__next_program")}
        self.maps = {_map_name(self._library.bpf_map__name(m).decode()): m for m in self._each("bpf_object__next_map")}

    def _each(self, function: str) -> Iterator[int]:
        item = getattr(self._library, function)(self._object, None)
        while item:
            yield item
            item = getattr(self._library, function)(self._object, item)

    def section(self, program: str) -> str:
        """The section of a program, which says what it attaches to."""
        return str(self._library.bpf_program__section_name(self.programs[program]).decode())

    def choose(self, wanted: set[str]) -> None:
        """Load only the programs named. To be called before `load`."""
        for name, program in self.programs.items():
            self._library.bpf_program__set_autoload(program, name in wanted)

    def preset(self, map_name: str, value: bytes) -> None:
        """Set the first bytes of a global-data map before the load. Raises ValueError where the map is smaller."""
        size = c_size_t(0)
        address = self._library.bpf_map__initial_value(self.maps[map_name], ctypes.byref(size))
        if not address or size.value < len(value):
            raise ValueError(f"map {map_name} holds {size.value} bytes, not {len(value)}")
        ctypes.memmove(address, value, len(value))

    def load(self) -> None:
        """Hand programs and maps to the kernel. Raises HostError with the kernel's word for it."""
        code = self._library.bpf_object__load(self._object)
        if code:
            raise HostError(f"the kernel refused our BPF programs: {os.strerror(-code)} (`redshank doctor` says what is missing)")

    def attach(self, program: str) -> bool:
        """Attach a loaded program where its section says; False where the kernel has no such place."""
        return self._keep(program, self._library.bpf_program__attach(self.programs[program]))

    def attach_perf(self, program: str, perf_fd: int) -> bool:
        """Attach a loaded program to a perf descriptor, which the link then owns; False where the kernel refuses."""
        self._perf[program] = perf_fd
        return self._keep(program, self._library.bpf_program__attach_perf_event(self.programs[program], perf_fd))

    def attach_cgroup(self, program: str, cgroup_fd: int) -> bool:
        """Attach a loaded program to a control group; False where the kernel refuses."""
        return self._keep(program, self._library.bpf_program__attach_cgroup(self.programs[program], cgroup_fd))

    def _keep(self, program: str, link: int | None) -> bool:
        if link:
            self._links[program] = link
        return bool(link)

    def map_fds(self) -> dict[str, int]:
        """Descriptors of all maps that were made."""
        return {name: fd for name in self.maps if (fd := self.map_fd(name)) >= 0}

    def program_fds(self) -> dict[str, int]:
        """Descriptors of all programs that were loaded."""
        return {name: fd for name in self.programs if (fd := self.program_fd(name)) >= 0}

    def link_fds(self) -> dict[str, int]:
        """Descriptors of the links made, by program."""
        return {program: int(self._library.bpf_link__fd(link)) for program, link in self._links.items()}

    def program_fd(self, program: str) -> int:
        """Descriptor of a loaded program."""
        return int(self._library.bpf_program__fd(self.programs[program]))

    def map_fd(self, name: str) -> int:
        """Descriptor of a map."""
        return int(self._library.bpf_map__fd(self.maps[name]))

    def hand_over(self) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
        """Maps, programs and links as bare descriptors, attached as before; the object is closed, and its megabytes come back."""
        maps = {name: os.dup(descriptor) for name, descriptor in self.map_fds().items()}
        programs = {name: os.dup(descriptor) for name, descriptor in self.program_fds().items()}
        links = self.link_fds()
        for program, perf in self._perf.items():
            if program in links and links[program] != perf:  # the link holds the event by itself
                os.close(perf)
        for link in self._links.values():
            self._library.bpf_link__disconnect(link)  # else to destroy it would detach it, and close its descriptor
        self.close()
        return maps, programs, links

    def close(self) -> None:
        """Detach and unload everything. May be called twice."""
        for link in self._links.values():
            self._library.bpf_link__destroy(link)
        self._links.clear()
        if self._object:
            self._library.bpf_object__close(self._object)
            self._object = None


_TRACING_TYPES = {2, 5, 7, 17, 18, 26, 29}  # kprobe, tracepoint, perf_event, raw_tracepoint, cgroup_sock_addr, tracing, lsm
_INFO_BYTES, _NAME_AT = 256, 64  # struct bpf_prog_info: type first, name[16] at 64


def loaded_programs() -> list[str]:
    """Names of all tracing programs loaded on this machine, whoever loaded them. Raises HostError without libbpf."""
    library = open_library()
    names: list[str] = []
    number = c_uint32(0)
    while library.bpf_prog_get_next_id(number, ctypes.byref(number)) == 0:
        fd = library.bpf_prog_get_fd_by_id(number)
        if fd < 0:
            continue
        info, size = ctypes.create_string_buffer(_INFO_BYTES), c_uint32(_INFO_BYTES)
        if library.bpf_obj_get_info_by_fd(fd, info, ctypes.byref(size)) == 0 and info.raw[0] in _TRACING_TYPES:
            names.append(info.raw[_NAME_AT : _NAME_AT + 16].split(b"\0")[0].decode("ascii", "backslashreplace") or "unnamed")
        os.close(fd)
    return names


def _map_name(name: str) -> str:
    """Global data comes as `redshank.rodata` (file name cut, then the section): only the section is told apart."""
    return name[name.index(".") :] if "." in name else name


def _printer(log: Callable[[str], None]) -> Callable[[int, bytes, int], int]:
    vsnprintf = ctypes.CDLL(None).vsnprintf
    vsnprintf.argtypes = [c_char_p, c_size_t, c_char_p, c_void_p]

    def write(level: int, template: bytes, arguments: int) -> int:
        if level == 0:  # warnings only; 1 and 2 are chatter
            text = ctypes.create_string_buffer(_MESSAGE_BYTES)
            vsnprintf(text, _MESSAGE_BYTES, template, arguments)
            log(text.value.decode("utf-8", "backslashreplace").rstrip())
        return 0

    return write
