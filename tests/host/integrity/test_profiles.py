import pytest

from redshank.core.errors import ConfigError
from redshank.host.integrity.profiles import FileSettings, profile_of

EXPECTED = {
    "/etc/shadow": "secret", "/etc/ssh/ssh_host_rsa_key": "secret", "/etc/ssh/ssh_host_rsa_key.pub": "config",
    "/root/.ssh/id_rsa": "secret",
    "/root/.ssh/authorized_keys": "persistence", "/home/u/.aws/credentials": "secret", "/home/u/.bashrc": "persistence",
    "/etc/cron.d/job": "persistence", "/etc/crontab": "persistence", "/etc/systemd/system/x.service": "persistence",
    "/usr/lib/systemd/system/x.service": "persistence", "/etc/ld.so.preload": "persistence", "/etc/pam.d/sshd": "persistence",
    "/etc/udev/rules.d/x": "persistence", "/etc/rc.local": "persistence", "/boot/vmlinuz": "persistence", "/etc/sudoers.d/x": "persistence",
    "/usr/lib/x86_64-linux-gnu/security/pam_unix.so": "persistence", "/usr/bin/ls": "program", "/usr/local/bin/x": "program",
    "/lib/x86_64-linux-gnu/libc.so.6": "program", "/var/www/html/x.php": "web", "/etc/hosts": "config", "/srv/app/x": "own",
    "/etc/passwd": "persistence", "/tmp/x": "own",
}  # fmt: skip


def test_each_place_has_its_profile() -> None:
    assert {path: profile_of(path) for path in EXPECTED} == EXPECTED


def test_settings_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ConfigError, match="no profile 'programs'"):
        FileSettings(profiles=("programs",))
    for folder in ("etc", "/"):
        with pytest.raises(ConfigError, match="absolute path"):
            FileSettings(exclude=(folder,))
