import fcntl

from redshank.cli.suppressions.place import is_held


def test_lock_of_another_process_is_seen_and_ours_is_given_back(tmp_path):
    lock = tmp_path / "status"
    assert not is_held(lock)
    lock.write_text("")
    with lock.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert is_held(lock)
    assert not is_held(lock)
    with lock.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
