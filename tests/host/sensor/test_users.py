from pathlib import Path

from redshank.core.clock import FixedClock
from redshank.host.sensor.users import UserNames
from tests.generated import build


def test_names_are_read_again_when_the_file_changes(tmp_path: Path) -> None:
    passwd, clock = tmp_path / "passwd", FixedClock(boot=10_000_000_000)
    passwd.write_text("root:x:0:0:root:/root:/bin/bash\nbroken line\nwww-data:x:33:33::/var/www:/bin/sh\n")
    names = UserNames(passwd, clock)
    names.refresh()
    assert (names.name(0), names.name(33), names.name(7), names.name(None)) == ("root", "www-data", None, None)
    passwd.write_text("root:x:0:0::/:/bin/sh\nnew:x:7:7::/:/bin/sh\n")
    names.refresh()
    assert names.name(7) is None, "asked again too soon"
    clock.move(3_000_000_000)
    names.refresh()
    assert (names.name(7), names.name(33)) == ("new", None)


def test_first_of_two_users_with_one_number_is_the_name(tmp_path: Path) -> None:
    passwd = tmp_path / "passwd"
    passwd.write_text("root:x:0:0::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\n")
    names = UserNames(passwd, FixedClock(boot=1))
    names.refresh()
    event = build.process_exec(user_id=0, user_name=None, user_effective_name=None, user_audit_id=None)
    names.describe(event)
    assert (event.user_name, event.user_effective_name, event.user_audit_name) == ("root", "root", None)


def test_missing_file_gives_no_names_and_no_error(tmp_path: Path) -> None:
    names = UserNames(tmp_path / "none", FixedClock(boot=1))
    names.refresh()
    assert names.name(0) is None
