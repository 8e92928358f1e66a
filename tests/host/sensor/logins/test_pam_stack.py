from pathlib import Path

from redshank.host.sensor.logins.pam_stack import pam_unix_decides


def stack(root: Path, name: str, content: str) -> None:
    (root / "etc/pam.d").mkdir(parents=True, exist_ok=True)
    (root / "etc/pam.d" / name).write_text(content)


def test_pam_unix_alone_decides_on_a_plain_debian(tmp_path: Path) -> None:
    unix = "# auth pam_sss is not used\nauth\t[success=1 default=ignore]\tpam_unix.so nullok\n"
    stack(tmp_path, "common-auth", unix + "auth requisite pam_deny.so\n")
    assert pam_unix_decides(tmp_path)


def test_it_does_not_where_a_directory_service_may_let_in(tmp_path: Path) -> None:
    stack(tmp_path, "sshd", "@include common-auth\n")
    stack(tmp_path, "password-auth", "auth sufficient pam_unix.so\nauth sufficient pam_sss.so forward_pass\n")
    assert not pam_unix_decides(tmp_path)


def test_nor_where_nothing_can_be_read(tmp_path: Path) -> None:
    assert not pam_unix_decides(tmp_path)
