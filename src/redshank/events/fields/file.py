"""Files: what was opened, and what changed in the watched trees."""

from redshank.events.field import EventType, Field
from redshank.events.fields.common import RESULT, SYSCALL, SYSCALL_NAME, VIA

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

PACKAGE = (
    Field("package.name", "str:128", "package that the file belongs to, by the host's own package database"),
    Field("package.version", "str:128", "its version"),
    Field("redshank.package.state", "str:16", "packaged (as its package has it), differs, config (a changed configuration file of a package), unpackaged, or unknown (no digest to compare with)"),
)
USER_PATH = Field("redshank.file.user_path", "str:2048", "path as the caller wrote it, where the kernel made no file of it; another thread may have changed it since", origin="kernel")

_INTEGRITY = (
    Field("file.size", "u64", "size after the change", unit="bytes", ocsf="file.size"),
    Field("redshank.file.size_before", "u64", "size when it was last looked at", unit="bytes"),
    Field("redshank.file.mode_before", "u32", "type and permission bits before"),
    Field("file.uid", "u32", "owner after the change", ocsf="file.owner.uid"),
    Field("file.gid", "u32", "group after the change"),
    Field("redshank.file.uid_before", "u32", "owner before"),
    Field("redshank.file.gid_before", "u32", "group before"),
    Field("redshank.file.links", "u32", "names the file has; more than one: hard links"),
    Field("file.hash.sha256", "str:64", "sha256 of the whole content after the change", ocsf="file.hashes"),
    Field("redshank.file.hash.before", "str:64", "sha256 of the whole content when it was last looked at"),
    Field("redshank.file.hash.head", "str:64", "sha256 of the first 16 MiB, of a file that is too large to be read as a whole"),
    Field("redshank.file.diff", "str:4096", "what changed in a small text of the configuration, as a unified diff of at most 4 KiB; never of secrets"),
    Field("redshank.file.profile", "str:16", "why this place matters: program, config, web, secret, persistence, or own (watched by a setting)"),
    Field("redshank.file.by_package_manager", "bool", "true where a package's own tool wrote it and its content is the one of the package"),
    Field("redshank.file.xattrs", "list", "extended attributes and flags that came, went or changed: `+name`, `-name`, `~name`"),
    *PACKAGE,
)

TYPES = (
    EventType(16, "file.open", "a watched file was opened for writing, or a secret was opened for reading", (
        INODE, RESULT,
        Field("redshank.file.flags", "u32", "flags of the open call", origin="kernel"),
        DEVICE, MODE, SYSCALL,
        Field("redshank.file.watch_bits", "u32", "bit 0: below a watched tree; bit 1: a secret; bit 2: a container's, found by name; bit 3: this open made the file; bit 6: a switch of the kernel's", origin="kernel"),
        PATH, NAME, WATCH,
        Field("redshank.file.access", "str:8", "read or write"),
        VIA,
        USER_PATH,
    ), ring="bulk", spool_class=2, ocsf_class=1001, ocsf_activity=14),
    EventType(17, "file.create", "a file, folder or link appeared in a watched tree", (*_CHANGE, TARGET, *_INTEGRITY), spool_class=2, ocsf_class=1001, ocsf_activity=1),
    EventType(18, "file.modify", "the content of a watched file changed", (*_CHANGE, *_INTEGRITY), spool_class=2, ocsf_class=1001, ocsf_activity=3),
    EventType(19, "file.delete", "a file or folder left a watched tree", (*_CHANGE, *_INTEGRITY), spool_class=2, ocsf_class=1001, ocsf_activity=4),
    EventType(20, "file.rename", "a file got another name in a watched tree", (
        *_CHANGE,
        Field("redshank.file.old_path", "str:4096", "path before the change; absent where it came from outside the watched trees", sigma=("SourceFilename",), ocsf="file_result.path"),
        TARGET, *_INTEGRITY,
    ), spool_class=2, ocsf_class=1001, ocsf_activity=5),
    EventType(21, "file.attrib", "owner, permission or link count of a watched file changed", (*_CHANGE, *_INTEGRITY), spool_class=2, ocsf_class=1001, ocsf_activity=6),
    EventType(22, "file.xattr", "extended attributes or flags (chattr) of a watched file changed", (*_CHANGE, *_INTEGRITY), spool_class=2, ocsf_class=1001, ocsf_activity=6),
    EventType(23, "file.attempt", "somebody tried to change a name, mode, owner or size in a watched folder, and was refused", (
        RESULT, SYSCALL,
        Field("redshank.file.call_flags", "u32", "mode, owner or flags given to the call", origin="kernel"),
        Field("redshank.file.call_bits", "u32", "bit 0: in another mount namespace; bit 1: file.path is of an open file, not the folder from which the path counts", origin="kernel"),
        PATH,
        USER_PATH,
        Field("redshank.file.target_base", "str:4096", "folder from which the second path of the call counts", origin="kernel", encoding="path"),
        Field("redshank.file.target_user_path", "str:2048", "second path of the call (rename, link) as the caller wrote it", origin="kernel"),
        SYSCALL_NAME, NAME, TARGET,
        Field("redshank.file.operation", "str:16", "delete, rename, link, symlink, create, mode, owner, truncate, xattr or flags"),
    ), ring="bulk", spool_class=2, ocsf_class=1001, ocsf_activity=99),
)
