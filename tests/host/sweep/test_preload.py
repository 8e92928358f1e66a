from pathlib import Path

from redshank.host.sweep import preload
from tests.host.sweep.make import found, package, put, scene


def test_list_and_its_libraries_are_told(tmp_path: Path) -> None:
    package(tmp_path, "base", {"/usr/lib/known.so": "k"})
    put(tmp_path, "/usr/lib/known.so", "k")
    put(tmp_path, "/usr/lib/libioset.so", "x")
    put(tmp_path, "/etc/ld.so.preload", "# none\n/usr/lib/libioset.so /usr/lib/known.so\n/gone.so\n")
    told = found(preload.look(scene(tmp_path)))
    assert told["/usr/lib/libioset.so"] == ({"library"}, "unpackaged")
    assert told["/usr/lib/known.so"] == ({"library"}, None)
    assert told["/etc/ld.so.preload"] == ({"list"}, None)


def test_empty_or_missing_list_is_nothing(tmp_path: Path) -> None:
    assert not list(preload.look(scene(tmp_path)))
    put(tmp_path, "/etc/ld.so.preload", "\n")
    assert not list(preload.look(scene(tmp_path)))
