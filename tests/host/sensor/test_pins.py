from pathlib import Path

import pytest

from redshank.core.errors import HostError
from redshank.host.sensor import pins
from redshank.host.sensor.libbpf import BpfObject
from redshank.host.sensor.pins import PinnedObject, Pins, file_name, generation_of, is_bpf, ready_root, unpin
from redshank.host.sensor.programs import OBJECT
from tests.host.sensor.bpf_folder import bpf_folder


def test_generation_is_another_one_for_another_object_or_another_way() -> None:
    assert generation_of(b"a", "full", 1) == generation_of(b"a", "full", 1)
    assert len({generation_of(b"a", "full", 1), generation_of(b"b", "full", 1), generation_of(b"a", "light", 1)}) == 3


def test_names_with_a_dot_are_no_names_of_pins() -> None:
    assert file_name(".data.reader") == "_data_reader"


def test_folder_elsewhere_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="lies on no BPF file system"):
        ready_root(tmp_path / "redshank")
    with pytest.raises(HostError, match="No such file"):
        ready_root(tmp_path / "none" / "redshank")
    assert not is_bpf(tmp_path)


def test_only_a_whole_generation_is_taken_over(tmp_path: Path) -> None:
    mine = Pins(tmp_path / "agent", "g2")
    assert mine.others() == [] and not mine.are_whole()
    (mine.folder / "g1").mkdir(parents=True)
    mine.place.mkdir()
    assert {one.name for one in mine.others()} == {"g1", "g2"}
    (mine.place / pins.WHOLE).mkdir()
    assert [one.name for one in mine.others()] == ["g1"] and mine.are_whole()
    mine.remove()
    assert not mine.folder.exists()


def test_what_is_not_there_can_be_unpinned(tmp_path: Path) -> None:
    unpin(tmp_path / "none")
    Pins(tmp_path / "a" / "b", "g").remove()


@pytest.mark.root
def test_pinned_map_is_the_same_map(tmp_path: Path) -> None:
    bpf = BpfObject(OBJECT, lambda text: None)
    with bpf_folder(tmp_path / "bpf") as folder:
        mine = Pins(folder / "agent", "g")
        bpf.choose({"process_exit"})
        bpf.load()
        try:
            assert bpf.attach("process_exit")
            mine.pin(bpf)
            bpf.put("guarded", bytes([7, 0, 0, 0]), bytes([1, 0, 0, 0]))
        finally:
            bpf.close()
        again = PinnedObject(mine.place)
        assert again.get("guarded", bytes([7, 0, 0, 0]), 4) == bytes([1, 0, 0, 0])
        assert set(again.link_fds()) == {"process_exit"} and again.program_fd("process_exit") > 0
        again.close()
        again.close()
        mine.remove()
        assert not mine.folder.exists()


@pytest.mark.root
def test_pin_that_is_none_is_an_error_and_leaves_nothing_open(tmp_path: Path) -> None:
    for part in ("maps", "programs", "links"):
        (tmp_path / part).mkdir()
    (tmp_path / "maps" / "x").write_text("no pin")
    with pytest.raises(OSError, match="maps/x"):
        PinnedObject(tmp_path)
