from pathlib import Path

from redshank.host.sweep import modules
from tests.host.sweep.make import put, scene


def test_views_of_modules_are_compared(tmp_path: Path) -> None:
    put(tmp_path, "/proc/modules", "ext4 1000 1 - Live 0x0\nzfs 10 0 - Live 0x0 (OE)\nghost 1 0 - Live 0x0\n")
    for name in ("ext4", "zfs", "rk"):
        put(tmp_path, f"/sys/module/{name}/initstate", "live\n")
    put(tmp_path, "/sys/module/builtin/parameters/x", "1\n")
    put(tmp_path, "/proc/sys/kernel/tainted", "12288\n")
    told = [(one.module_name, set(one.sweep_traits or ())) for one in modules.look(scene(tmp_path, live=True))]
    assert told == [
        ("rk", {"hidden_from_list"}),
        ("ghost", {"hidden_from_sysfs"}),
        ("zfs", {"out_of_tree", "unsigned"}),
        (None, {"taint", "out_of_tree", "unsigned"}),
    ]


def test_kernel_without_modules_says_nothing(tmp_path: Path) -> None:
    put(tmp_path, "/proc/sys/kernel/tainted", "0\n")
    assert not list(modules.look(scene(tmp_path, live=True)))
