import pytest

from redshank.host.sensor.terminals.prompts import asks_for_secret

PROMPTS = """[sudo] password for alice: |Password: |Enter passphrase for key '/root/.ssh/id': |root@192.0.2.1's password: |Passwort: |[sudo] Passwort für alice:
Mot de passe : |Contraseña: |Palavra-passe: |Senha: |Parola d'ordine: |Wachtwoord: |Lösenord: |Hasło: |Heslo: |Пароль: |密码：|パスワード: |비밀번호: |كلمة السر: |Şifre:
Verification code: |One-time password (OTP): |Enter PIN for authenticator: |Enter your token: |Enter secret: |New password: |Retype new password: |Kennwort:"""


@pytest.mark.parametrize("line", [one for row in PROMPTS.splitlines() for one in row.split("|")])
def test_questions_for_a_secret_in_many_languages(line: str) -> None:
    assert asks_for_secret(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "alice@web:~$ ",
        "root@host:/srv/token# ",
        ">>> ",
        "Continue? ",
        "user@host:~/password> ",
        "Name: ",
        "mysql> ",
        "Password changed.",
        "spinning: ",
    ],
)
def test_shell_prompts_and_other_lines_are_none(line: str) -> None:
    assert not asks_for_secret(line)


def test_long_line_is_bounded() -> None:
    assert not asks_for_secret("password" + "x" * 10_000 + ":")
