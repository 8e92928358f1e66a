import mmap
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from redshank.core.clock import FixedClock, SystemClock
from redshank.events import Event
from redshank.events._generated.types import AgentLoss, FileCreate, FileDelete, FileRename
from redshank.host.sensor.files import source as module
from redshank.host.sensor.files.places import default_plan
from redshank.host.sensor.files.source import FileSource
from redshank.host.sensor.files.watches import SECRET, TREE, Secret, Tree, WatchPlan
from tests.host.sensor.files.watched import Watched, short

pytestmark = pytest.mark.root


@pytest.fixture(params=[True, False], ids=["whole renames", "halves"])
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watched]:
    """A watched tree, under both kinds of kernel."""
    made = Watched(tmp_path, whole=request.param)
    yield made
    made.close()


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Watched]:
    """A watched tree."""
    made = Watched(tmp_path)
    yield made
    made.close()


def test_each_act_is_told_with_the_actor(host: Watched) -> None:
    w = host.w
    told = host.act(lambda: (w / "f").write_text("x"))
    told += host.act(lambda: (w / "f").chmod(0o600))
    told += host.act(lambda: os.link(w / "f", w / "g"))
    told += host.act(lambda: (w / "l").symlink_to("/dev/null"))
    told += host.act(lambda: (w / "f").rename(w / "h"))
    told += host.act((w / "h").unlink)
    assert short(told) == [
        *(("create", "/w/f"), ("modify", "/w/f"), ("attrib", "/w/f"), ("create", "/w/g"), ("create", "/w/l")),
        *(("rename", "/w/h"), ("delete", "/w/h")),
    ]
    assert {event.process_scope_pid for event in told} == {os.getpid()}
    assert {event.source for event in told} == {"fanotify"}


def test_link_s_target_and_renamed_file_s_old_path(host: Watched) -> None:
    (link,) = host.act(lambda: (host.w / "l").symlink_to("/dev/null"))
    (renamed,) = host.act(lambda: (host.w / "l").rename(host.w / "m"))
    assert isinstance(link, FileCreate)
    assert isinstance(renamed, FileRename)
    assert (link.file_type, link.file_target_path) == ("symlink", "/dev/null")
    assert (renamed.file_old_path, renamed.file_target_path, renamed.file_inode) == ("/w/l", "/dev/null", link.file_inode)


def test_other_process_is_told_by_its_pid(one: Watched) -> None:
    one.source  # noqa: B018
    child = subprocess.Popen(["/bin/sh", "-c", f"echo x > {one.w}/f"])
    child.wait()
    assert {event.process_scope_pid for event in one.events()} == {child.pid}


def test_atomic_replacement(host: Watched) -> None:
    (host.w / "passwd").write_text("old")

    def replace() -> None:
        (host.w / "passwd+").write_text("new")
        (host.w / "passwd+").rename(host.w / "passwd")

    told = host.act(replace)
    assert short(told)[-1] == ("rename", "/w/passwd")
    assert set(short(told)) <= {("create", "/w/passwd+"), ("modify", "/w/passwd+"), ("rename", "/w/passwd")}


def test_in_and_out_of_the_tree(host: Watched) -> None:
    (host.out / "f").write_text("x")
    (came,) = host.act(lambda: (host.out / "f").rename(host.w / "f"))
    (host.w / "f").rename(host.out / "f")
    (left,) = host.until("delete", "/w/f")
    assert isinstance(came, FileRename)
    assert (came.file_path, came.file_old_path) == ("/w/f", None)
    assert isinstance(left, FileDelete)
    assert (left.file_path, left.file_inode) == ("/w/f", came.file_inode)


def test_halves_wait_for_each_other_and_no_longer(tmp_path: Path) -> None:
    host = Watched(tmp_path, whole=False)
    (host.w / "f").write_text("x")
    host.source  # noqa: B018
    (host.w / "f").rename(host.out / "f")
    assert short(host.until("delete", "/w/f")) == [("delete", "/w/f")]
    host.close()


def test_everything_in_folders_made_faster_than_they_are_marked_is_told_once(host: Watched) -> None:
    def make() -> None:
        for number in range(20):
            (host.w / f"d{number}/e/f").mkdir(parents=True)
            (host.w / f"d{number}/e/f/x").write_text("x")

    told = [path for kind, path in short(host.act(make)) if kind == "create"]
    expected = [f"/w/d{number}{below}" for number in range(20) for below in ("", "/e", "/e/f", "/e/f/x")]
    assert sorted(told) == sorted(expected)


def test_everything_is_told_once_while_another_process_races_with_the_marks(one: Watched) -> None:
    one.source  # noqa: B018
    script = f"cd {one.w} && for i in $(seq 40); do mkdir -p d$i/e; echo x > d$i/e/x; done; echo end > end"
    child = subprocess.Popen(["/bin/sh", "-c", script])
    told = [path for kind, path in short(one.until("create", "/w/end") + one.events(0.05)) if kind == "create"]
    child.wait()
    expected = [f"/w/d{number}{below}" for number in range(1, 41) for below in ("", "/e", "/e/x")]
    assert sorted(told) == sorted([*expected, "/w/end"])


def test_new_folder_is_watched(host: Watched) -> None:
    host.act((host.w / "d").mkdir)
    assert ("create", "/w/d/f") in short(host.act((host.w / "d/f").touch))


def test_moved_folder_is_told_by_its_new_path_and_one_that_left_is_quiet(host: Watched) -> None:
    (host.w / "d/e").mkdir(parents=True)
    assert short(host.act(lambda: (host.w / "d").rename(host.w / "z"))) == [("rename", "/w/z")]
    assert short(host.act((host.w / "z/e/f").touch))[0] == ("create", "/w/z/e/f")
    (host.w / "z").rename(host.out / "z")
    host.until("delete", "/w/z")
    host.events()
    assert host.act((host.out / "z/e/g").touch) == []


def test_folder_that_comes_brings_its_files(host: Watched) -> None:
    (host.out / "d/e").mkdir(parents=True)
    (host.out / "d/e/shell.php").write_text("x")
    told = host.act(lambda: (host.out / "d").rename(host.w / "d"))
    assert short(told) == [("rename", "/w/d"), ("create", "/w/d/e"), ("create", "/w/d/e/shell.php")]


def test_removed_tree_is_told_from_the_leaves(host: Watched) -> None:
    (host.w / "d/e").mkdir(parents=True)
    (host.w / "d/e/f").touch()
    assert short(host.act(lambda: shutil.rmtree(host.w / "d"))) == [("delete", "/w/d/e/f"), ("delete", "/w/d/e"), ("delete", "/w/d")]
    assert host.source.health().counters["folders"] == 1


def test_store_through_a_mapping_is_told_at_the_close(one: Watched) -> None:
    (one.w / "f").write_bytes(b"a" * 4096)
    os.utime(one.w / "f", (1, 1))

    def store() -> None:
        with (one.w / "f").open("r+b") as file, mmap.mmap(file.fileno(), 4096) as mapping:
            mapping[0] = 66
            mapping.flush()

    told = short(one.act(store))
    moved_on = (one.w / "f").stat().st_mtime_ns > 1_000_000_000
    assert told == ([("modify", "/w/f")] if moved_on else [])  # tmpfs does not move the time on


def test_opened_for_writing_and_closed_unchanged_is_no_event(one: Watched) -> None:
    (one.w / "f").write_text("x")
    assert one.act(lambda: os.close(os.open(one.w / "f", os.O_WRONLY))) == []


def test_log_folder_tells_names_and_not_content(tmp_path: Path) -> None:
    host = Watched(tmp_path, (Tree("/w", changes="names"),))
    (host.w / "auth.log").write_text("x")
    assert host.act(lambda: (host.w / "auth.log").write_text("y")) == []

    def link_away() -> None:
        (host.w / "auth.log").unlink()
        (host.w / "auth.log").symlink_to("/dev/null")

    assert short(host.act(link_away)) == [("delete", "/w/auth.log"), ("create", "/w/auth.log")]
    host.close()


def test_own_changes_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    source = FileSource(lambda: WatchPlan((Tree("/w"),), root=str(tmp_path)), SystemClock())
    (tmp_path / "w/f").touch()
    assert source.read() == []
    assert source.health().counters["own"] >= 1
    source.close()


def test_top_that_is_replaced_is_watched_again(one: Watched) -> None:
    told = one.act(lambda: one.w.rename(one.root / "aside"))
    told += one.act(one.w.mkdir)
    told += one.events(0.3)
    told += one.act((one.w / "f").touch)
    assert short(told)[:3] == [("rename", "/aside"), ("create", "/w"), ("create", "/w/f")]


def test_missing_top_is_watched_when_it_comes(tmp_path: Path) -> None:
    host = Watched(tmp_path, (Tree("/srv/www"),))
    told = host.act((tmp_path / "srv").mkdir)
    told += host.act(lambda: (tmp_path / "srv/www/up").mkdir(parents=True))
    told += host.events(0.3)
    told += host.act((tmp_path / "srv/www/up/shell.php").touch)
    assert short(told)[:4] == [("create", "/srv"), ("create", "/srv/www"), ("create", "/srv/www/up"), ("create", "/srv/www/up/shell.php")]
    host.close()


def test_replaced_secret_is_known_to_the_kernel_side_by_its_new_number(tmp_path: Path) -> None:
    host = Watched(tmp_path, secrets=(Secret("/w", "shadow"),))
    (host.w / "shadow").write_text("old")
    host.source  # noqa: B018
    assert (host.kernel.of(host.w), host.kernel.of(host.w / "shadow")) == (TREE, SECRET)

    def save() -> None:
        (host.w / "nshadow").write_text("new")
        (host.w / "nshadow").rename(host.w / "shadow")

    host.act(save)
    assert host.kernel.of(host.w / "shadow") == SECRET
    assert sorted(host.kernel.bits.values()) == [TREE, SECRET]
    host.act((host.w / "shadow").unlink)
    assert list(host.kernel.bits.values()) == [TREE]
    host.close()


def test_new_user_s_keys_are_watched(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "home/eve").mkdir(parents=True)
    (tmp_path / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/bash\n")
    host = Watched(tmp_path)
    host.opened = FileSource(lambda: default_plan(str(tmp_path)), SystemClock(), host.kernel, frozenset())

    def add_user() -> None:
        (tmp_path / "etc/passwd+").write_text("root:x:0:0:root:/root:/bin/bash\neve:x:1000:1000::/home/eve:/bin/bash\n")
        (tmp_path / "etc/passwd+").rename(tmp_path / "etc/passwd")

    host.act(add_user)
    host.events(0.5)
    host.act((tmp_path / "home/eve/.ssh").mkdir)
    host.events(0.5)
    told = host.act(lambda: (tmp_path / "home/eve/.ssh/id_rsa").write_text("key"))
    assert ("create", "/home/eve/.ssh/id_rsa") in short(told)
    assert host.kernel.of(tmp_path / "home/eve/.ssh/id_rsa") == SECRET
    assert host.kernel.of(tmp_path / "home/eve/.ssh") == TREE
    host.close()


def queue_bound() -> int:
    return int(Path("/proc/sys/fs/fanotify/max_queued_events").read_text())


def test_overflow_is_a_loss_and_what_it_hid_is_found_by_looking(one: Watched) -> None:
    (one.w / "old").mkdir()
    for name in ("changed", "removed", "old/moved"):
        (one.w / name).write_text("x")
    one.source  # noqa: B018
    bound = queue_bound()
    if bound > 50_000:
        pytest.skip(f"the kernel's queue holds {bound} records: too many to fill in a test")
    for number in range(bound // 2 + 10):
        os.close(os.open(one.w / "noise", os.O_CREAT | os.O_WRONLY))
        (one.w / "noise").rename(one.w / f"noise{number % 7}")
    (one.w / "changed").write_text("longer")
    (one.w / "removed").unlink()
    (one.w / "new/deep").mkdir(parents=True)
    (one.w / "new/deep/f").touch()
    (one.w / "old").rename(one.w / "renamed")
    told = one.events()
    losses = [event for event in told if isinstance(event, AgentLoss)]
    assert [(loss.loss_reason, loss.loss_where) for loss in losses] == [("queue_overflow", "fanotify")]
    after = short(told[told.index(losses[0]) :])
    assert {("modify", "/w/changed"), ("delete", "/w/removed"), ("create", "/w/new"), ("create", "/w/new/deep/f")} <= set(after)
    assert short(one.act((one.w / "new/deep/g").touch))[0] == ("create", "/w/new/deep/g")
    assert ("create", "/w/renamed/h") in short(one.act((one.w / "renamed/h").touch))
    counters = one.source.health().counters
    assert (counters["overflows"], counters["rescans"], one.source.health().state) == (1, 1, "ok")


def test_large_backlog_is_read_in_pieces(one: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_EVENTS", 10)
    one.source  # noqa: B018
    for number in range(3000):
        (one.w / f"f{number}").touch()
    first = one.source.read()
    rest = one.events()
    assert len(first) < 3000
    assert [path for kind, path in short(first + rest) if kind == "create"] == [f"/w/f{number}" for number in range(3000)]


def test_large_folder_that_comes_is_marked_in_pieces(one: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PIECE", 3)
    for number in range(40):
        (one.out / f"d/{number}").mkdir(parents=True)
        (one.out / f"d/{number}/f").touch()
    told = one.act(lambda: (one.out / "d").rename(one.w / "d"))
    assert len(short(told)) == len(set(short(told))) == 81
    assert one.source.health().counters["folders"] == 42
    one.act(lambda: (one.w / "d").rename(one.out / "d"))
    assert one.act((one.out / "d/7/g").touch) == []


def test_corrupt_bytes_are_counted_and_told_as_a_loss(one: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = [b"not a record at all, and long enough", b"\0" * 24]
    monkeypatch.setattr(one.source._group, "read", lambda: waiting.pop() if waiting else b"")
    told = one.source.read()
    losses = [event for event in told if isinstance(event, AgentLoss)]
    assert [(loss.loss_reason, loss.loss_count, loss.loss_total) for loss in losses] == [("corrupt_record", 2, 2)]
    assert one.source.health().counters["corrupt"] == 2
    assert one.source.read() == []


def test_folders_left_out_are_said(tmp_path: Path) -> None:
    (tmp_path / "w/a/b/c").mkdir(parents=True)
    source = FileSource(lambda: WatchPlan((Tree("/w"),), root=str(tmp_path), max_folders=3), SystemClock())
    health = source.health()
    assert (health.name, health.state, health.counters["left_out"]) == ("fanotify", "degraded", 1)
    assert "bound of 3 folders" in health.detail
    source.close()
    source.close()


def test_place_on_a_network_file_system_is_said(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").symlink_to("passwd")  # and a circle does no harm
    source = FileSource(lambda: WatchPlan((Tree("/home/a"),), root=str(tmp_path), avoided=frozenset(("/home",))), SystemClock())
    assert (source.health().state, source.health().detail) == ("degraded", "on a network file system: /home/a")
    source.close()


def test_descriptor_is_quiet_while_nothing_happens(one: Watched) -> None:
    assert one.events() == []
    assert one.source.read() == []
    assert one.source.health().state == "ok"


def test_times_are_those_of_the_clock_handed_in(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    source = FileSource(lambda: WatchPlan((Tree("/w"),), root=str(tmp_path)), FixedClock(5, 7), own=frozenset())
    (tmp_path / "w/f").touch()
    assert {event.timestamp for event in source.read()} == {5}
    source.close()


ACTS = """
import os, random, shutil, sys
tree, out, seed = sys.argv[1:]
chance = random.Random(seed)
for number in range(120):
    folders = [place for place, _, _ in os.walk(tree)]
    files = [os.path.join(place, name) for place, _, names in os.walk(tree) for name in names]
    goal = os.path.join(chance.choice(folders), chance.choice("abcdef"))
    inner = folders[1:] or [goal]
    try:
        act = chance.randrange(10)
        if act < 3: open(goal, "w").close()
        elif act < 5: os.makedirs(goal + "/p/q")
        elif act == 5: os.unlink(chance.choice(files or [goal]))
        elif act == 6: os.rename(chance.choice(files or [goal]), goal)
        elif act == 7: os.rename(chance.choice(inner), goal)
        elif act == 8: shutil.rmtree(chance.choice(inner))
        elif number % 2: os.rename(chance.choice(inner), f"{out}/{seed}-{number}")
        else: os.rename(os.path.join(out, chance.choice(os.listdir(out))), goal)
    except (OSError, IndexError): pass
"""


@pytest.mark.parametrize("actors", [1, 2])
def test_after_any_acts_exactly_the_folders_that_are_there_are_watched(tmp_path: Path, actors: int) -> None:
    host = Watched(tmp_path, (Tree("/w", depth=200),))
    host.source  # noqa: B018
    children = [subprocess.Popen([sys.executable, "-c", ACTS, host.w, host.out, str(seed)]) for seed in range(actors)]
    told: list[Event] = []
    while any(child.poll() is None for child in children):
        told += host.events(0.01)
    told += host.events(0.1)
    there = {place.removeprefix(str(tmp_path)) for place, _, _ in os.walk(host.w)}
    watched = {folder.path.decode() for folder in host.source._table.by_key.values() if folder.told}
    assert watched == there
    if actors == 1:
        every = {place.removeprefix(str(tmp_path)) + "/" + name for place, inner, names in os.walk(host.w) for name in inner + names}
        assert _replayed(told) == every
    host.close()


def _replayed(told: list[Event]) -> set[str]:
    """The paths that are there by what was told."""
    there: set[str] = set()
    for event in told:
        if isinstance(event, FileCreate | FileRename | FileDelete):
            path, old = event.file_path or "", event.file_old_path if isinstance(event, FileRename) else None
            gone = old if old else path if isinstance(event, FileDelete) else None
            moved = {each for each in there if gone and (each == gone or each.startswith(gone + "/"))}
            there -= moved
            if not isinstance(event, FileDelete):
                there |= {path} | {path + each[len(old) :] for each in moved if old}
    return there


def test_storm_without_an_end_does_not_put_off_what_can_wait(one: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE_NS", 0)
    monkeypatch.setattr(module, "MAX_BYTES", 1)
    one.source  # noqa: B018
    (one.w / "d/e").mkdir(parents=True)
    told: list[Event] = []
    for number in range(5):
        for name in range(2000):
            (one.w / f"{number}-{name}").touch()
        told += one.source.read()  # the queue is never empty
    assert {("create", "/w/d"), ("create", "/w/d/e")} <= set(short(told))


def test_storm_of_many_writers_is_told_whole_or_as_lost(one: Watched) -> None:
    one.source  # noqa: B018

    def write(writer: int) -> None:
        for number in range(2000):
            (one.w / f"{writer}-{number}").write_text("x")

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(3)]
    for thread in writers:
        thread.start()
    told = [event for thread in writers for event in _while_alive(one, thread)] + one.events()
    created = [path for kind, path in short(told) if kind == "create"]
    assert sorted(created) == sorted(f"/w/{writer}-{number}" for writer in range(3) for number in range(2000))


def _while_alive(host: Watched, thread: threading.Thread) -> list[Event]:
    told: list[Event] = []
    while thread.is_alive():
        told += host.source.read()
    return told


def test_excluded_folder_says_nothing(one: Watched) -> None:
    (one.w / "busy").mkdir()
    (one.w / "calm").mkdir()
    one.plan = WatchPlan((Tree("/w"),), (), str(one.root), excluded=frozenset(("/w/busy",)))
    told = one.act(lambda: [(one.w / name / "f").write_text("x") for name in ("busy", "calm")])
    assert {path for _, path in short(told)} == {"/w/calm/f"}
