import pytest

from redshank.host.redact.tools import secrets_of


def found(line: str) -> list[str]:
    words = line.split()
    return [words[index][start:end] for index, start, end in secrets_of(words)]


@pytest.mark.parametrize(
    ("line", "secrets"),
    [
        ("mysql -uroot -phidden shop", ["hidden"]),
        ("mysql -u root -p shop", []),
        ("curl -u bob:hidden https://x/", ["hidden"]),
        ("sudo redis-cli -a hidden ping", ["hidden"]),
        ("docker run -p 80:80 x", []),
        ("docker login -u a -p hidden x", ["hidden"]),
        ("htpasswd -b /etc/htpasswd alice hidden", ["hidden"]),
        ("rabbitmqctl add_user bob hidden", ["hidden"]),
        ("smbclient //h/s -U alice%hidden", ["hidden"]),
        ("vault login hidden", ["hidden"]),
        ("ls -p /etc", []),
    ],
)
def test_secret_is_where_the_program_takes_it(line: str, secrets: list[str]) -> None:
    assert found(line) == secrets


def test_next_program_begins_anew() -> None:
    assert found("mysql -V git log -p") == []
