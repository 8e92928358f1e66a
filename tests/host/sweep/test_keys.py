from pathlib import Path

from redshank.host.sweep import keys
from tests.host.sweep.make import put, scene

PASSWD = (
    "root:x:0:0::/root:/bin/bash\ntoor:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/var/www:/bin/sh\nann:x:1000:1000::/home/ann:/bin/bash\nbad\n"
    "mail:x:8:8::/var/mail:/usr/sbin/nologin\n"
)


def test_keys_and_accounts_are_told(tmp_path: Path) -> None:
    put(tmp_path, "/etc/passwd", PASSWD)
    put(tmp_path, "/etc/shadow", "root:$y$x:1::::::\nwww-data:$6$x:1::::::\nmail:$6$x:1::::::\nann:$y$x:1::::::\n")
    put(tmp_path, "/root/.ssh/authorized_keys", '# mine\nssh-ed25519 AAAA ops@site\ncommand="/bin/x" ssh-rsa AAAA evil\n')
    told = list(keys.look(scene(tmp_path)))
    assert [(one.sweep_check, one.user_name, one.sweep_traits) for one in told] == [
        ("keys", None, ["keys", "forced_command"]),
        ("accounts", "toor", ["second_root"]),
        ("accounts", "www-data", ["service_account_with_password"]),
    ]
    assert told[0].sweep_facts == [{"name": "key", "value": "ops@site"}, {"name": "key", "value": "evil"}]
