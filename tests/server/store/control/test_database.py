import os
import re
import sqlite3
import stat
import threading
from contextlib import ExitStack

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from redshank.core.errors import StoreError
from redshank.server.store.control import numbers
from redshank.server.store.control.database import FILE_NAME, MAX_CONNECTIONS, insert_into, open_control
from redshank.server.store.control.tables import hosts


def host(c, host_id="h-1"):
    c.execute(hosts.insert(), {"host_id": host_id, "name": "web-01", "simulated": False, "created_at": 1})


def host_ids(control):
    with control.read() as c:
        return list(c.execute(select(hosts.c.host_id)).scalars())


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "server"


def test_store_survives_closing(folder):
    control = open_control(folder)
    with control.write() as c:
        host(c)
    control.close()
    again = open_control(folder)
    assert host_ids(again) == ["h-1"]
    again.close()


def test_folder_and_file_are_for_their_owner_only(folder):
    with_store = open_control(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with with_store.write() as c:
        host(c)
        modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {0o600}
    with_store.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files for somebody else")
def test_root_makes_the_file_for_the_owner_of_the_folder(folder):
    folder.mkdir(parents=True)
    os.chown(folder, 65534, 65534)
    control = open_control(folder)
    with control.write() as c:
        host(c)
        assert {path.stat().st_uid for path in folder.iterdir()} == {65534}
    control.close()


def test_every_connection_syncs_and_checks_foreign_keys(folder):
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    control = open_control(folder, busy_ms=1_234)
    with control.read() as c, control.read() as other:
        for connection in (c, other):
            assert [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names] == ["wal", 2, 1, 1_234]
    control.close()


def test_exception_in_a_write_leaves_nothing(control):
    with pytest.raises(ZeroDivisionError), control.write() as c:
        host(c)
        raise ZeroDivisionError
    assert host_ids(control) == []


def test_reader_sees_one_snapshot_and_waits_for_nobody(control):
    with control.read() as c:
        assert list(c.execute(select(hosts.c.host_id)).scalars()) == []
        with control.write() as writer:
            host(writer)
        assert list(c.execute(select(hosts.c.host_id)).scalars()) == []
    assert host_ids(control) == ["h-1"]


def test_writers_of_one_process_take_turns(control):
    def grow():
        for _ in range(20):
            with control.write() as c:
                value = numbers.get(c, numbers.STORED_POSITION)
                c.execute(text("UPDATE numbers SET value = :v WHERE name = 'stored_position'"), {"v": value + 1})

    threads = [threading.Thread(target=grow) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with control.read() as c:
        assert numbers.get(c, numbers.STORED_POSITION) == 100


def test_two_processes_open_one_file_and_a_held_lock_is_slow(folder):
    control, other = open_control(folder), open_control(folder, busy_ms=50)
    with control.write() as c:
        host(c)
        with pytest.raises(StoreError, match="locked") as caught, other.write():
            pass
        assert caught.value.kind == "slow"
        assert host_ids(other) == []
    with other.write() as c:
        host(c, "h-2")
    assert host_ids(control) == ["h-1", "h-2"]
    control.close()
    other.close()


def test_second_writer_of_a_process_that_waits_too_long_is_told(folder):
    control = open_control(folder, busy_ms=20)
    with control.write(), pytest.raises(StoreError, match="another write") as caught, control.write():
        pass
    assert caught.value.kind == "slow"
    control.close()


def test_all_connections_in_use_is_slow(folder):
    control = open_control(folder, busy_ms=20)
    with ExitStack() as readers:
        for _ in range(MAX_CONNECTIONS):
            readers.enter_context(control.read())
        with pytest.raises(StoreError, match="in use") as caught, control.read():
            pass
    assert caught.value.kind == "slow"
    control.close()


def test_full_disk_is_told_and_leaves_what_was_there(folder):
    control = open_control(folder)
    with control.write() as c:
        host(c)
    with pytest.raises(StoreError, match="full") as caught, control.write() as c:
        pages = c.exec_driver_sql("PRAGMA page_count").scalar()
        c.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        for number in range(1_000):
            host(c, f"h-{number:0200d}")
    assert caught.value.kind == "full"
    assert host_ids(control) == ["h-1"]
    with control.write() as c:
        c.exec_driver_sql("PRAGMA max_page_count=1000000")
        host(c, "h-2")
    assert host_ids(control) == ["h-1", "h-2"]
    control.close()


def test_closed_store_says_so(folder):
    control = open_control(folder)
    control.close()
    for block in (control.read, control.write):
        with pytest.raises(StoreError, match="closed") as caught, block():
            pass
        assert caught.value.kind == "closed"


def test_file_that_is_no_database_is_refused_in_one_line(folder):
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="not a database") as caught:
        open_control(folder)
    assert caught.value.kind == "broken"
    assert str(folder / FILE_NAME) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_damaged_page_is_broken_and_not_a_crash(folder):
    control = open_control(folder)
    with control.write() as c:
        for number in range(2_000):
            host(c, f"h-{number:0100d}")
    control.close()
    with (folder / FILE_NAME).open("r+b") as file:
        file.seek(file.seek(0, os.SEEK_END) - 40_960)
        file.write(os.urandom(40_000))
    control = open_control(folder)
    with pytest.raises(StoreError) as caught, control.read() as c:
        c.execute(select(hosts)).all()
        c.execute(select(hosts.c.host_id).order_by(hosts.c.host_id)).all()
    assert caught.value.kind == "broken"
    control.close()


def test_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=re.escape(str(tmp_path / "file"))) as caught:
        open_control(tmp_path / "file" / "server")
    assert caught.value.kind == "broken"


def test_link_in_place_of_the_file_is_not_followed(folder, tmp_path):
    folder.mkdir(parents=True)
    (folder / FILE_NAME).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError):
        open_control(folder)
    assert not (tmp_path / "elsewhere").exists()


def test_a_mistake_of_ours_is_no_state_of_the_store(control):
    with pytest.raises(IntegrityError), control.write() as c:
        host(c)
        host(c)


def test_insert_on_conflict_is_spelled_by_the_database(control):
    row = {"host_id": "h-1", "name": "web-01", "simulated": False, "created_at": 1}
    for name in ("web-01", "web-02"):
        with control.write() as c:
            put = insert_into(c, hosts)
            c.execute(put.on_conflict_do_update(index_elements=["host_id"], set_={"name": put.excluded.name}), row | {"name": name})
    with control.read() as c:
        assert list(c.execute(select(hosts.c.name)).scalars()) == ["web-02"]


def test_another_program_reads_the_file_meanwhile(folder):
    control = open_control(folder)
    with control.write() as c:
        host(c)
    plain = sqlite3.connect(folder / FILE_NAME)
    assert plain.execute("SELECT host_id FROM hosts").fetchall() == [("h-1",)]
    plain.close()
    control.close()
