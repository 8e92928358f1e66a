"""Files: what was opened, and what changed in the watched trees."""

from redshank.events.field import EventType, Field
from redshank.events.fields.common import RESULT, SYSCALL, VIA

PATH = Field("file.path", "str:4096", "absolute path of the file", sigma=("TargetFilename", "name"), ocsf="file.path", origin="kernel", encoding="path")
NAME = Field("file.name", "str:255", "last part of file.path", ocsf="file.name")
INODE = Field("file.inode", "u64", "inode number", ocsf="file.uid", origin="kernel")
DEVICE = Field("redshank.file.device", "u32", "device of the file, as the kernel encodes it: major << 20 | minor", origin="kernel")
MODE = Field("redshank.file.mode", "u32", "type and permission bits", origin="kernel")
WATCH = Field("redshank.file.watch", "str:16", "why it is watched: tree (writes below a watched folder) secret (also reads) or kernel (a switch of the kernel's, as core_pattern, or its memory)")
TYPE = Field("file.type", "str:16", "file, dir, symlink, fifo, socket, block or char")
TARGET = Field("file.target_path", "str:4096", "where a symbolic link points")
MASK = Field("redshank.file.mask", "u64", "the fanotify bits of all merged changes")

_CHANGE = (PATH, NAME, INODE, MODE, WATCH, TYPE, MASK, VIA)

TYPES = (
    EventType(16, "file.open", "a watched file was opened for writing, or a secret was opened for reading", (
        INODE, RESULT,
        Field("redshank.file.flags", "u32", "flags of the open call", origin="kernel"),
        DEVICE, MODE, SYSCALL,
        Field("redshank.file.watch_bits", "u32", "bit 0: below a watched tree; bit 1: a secret; bit 2: a container's, found by name; bit 3: this open made the file; bit 6: a switch of the kernel's", origin="kernel"),
        PATH, NAME, WATCH,
        Field("redshank.file.access", "str:8", "read or write"),
        VIA,
    ), ring="bulk", spool_class=2, ocsf_class=1001, ocsf_activity=14),
    EventType(17, "file.create", "a file, folder or link appeared in a watched tree", (*_CHANGE, TARGET), spool_class=2, ocsf_class=1001, ocsf_activity=1),
    EventType(18, "file.modify", "the content of a watched file changed", _CHANGE, spool_class=2, ocsf_class=1001, ocsf_activity=3),
    EventType(19, "file.delete", "a file or folder left a watched tree", _CHANGE, spool_class=2, ocsf_class=1001, ocsf_activity=4),
    EventType(20, "file.rename", "a file got another name in a watched tree", (
        *_CHANGE,
        Field("redshank.file.old_path", "str:4096", "path before the change; absent where it came from outside the watched trees", sigma=("SourceFilename",), ocsf="file_result.path"),
        TARGET,
    ), spool_class=2, ocsf_class=1001, ocsf_activity=5),
    EventType(21, "file.attrib", "owner, permission or link count of a watched file changed", _CHANGE, spool_class=2, ocsf_class=1001, ocsf_activity=6),
)
