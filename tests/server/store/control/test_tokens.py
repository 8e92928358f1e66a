import threading
from dataclasses import replace

import pytest

from redshank.core.errors import InputError
from redshank.server.store.control import tokens
from redshank.server.store.control.tokens import NewToken, TokenError
from tests.server.store.control.scene import NOW, SECOND, enrolled

SECRET = "rsenr_" + "s" * 43


def refused(c, secret=SECRET, ip="192.0.2.1", now=NOW):
    with pytest.raises(TokenError) as caught:
        tokens.use(c, secret, ip, now)
    return caught.value.kind


def test_secret_is_not_stored(control, tmp_path):
    with control.write() as c:
        made = tokens.create(c, SECRET, NewToken("ada", tags=("web", "prod")), NOW)
        assert tokens.all_tokens(c) == [made] == [tokens.get(c, made.token_id)]
        assert SECRET not in str(c.exec_driver_sql("SELECT * FROM tokens").all())
    assert made.expires_at == NOW + 3600 * SECOND
    assert made.tags == ("web", "prod")


def test_token_lets_in_once(control):
    with control.write() as c:
        made = tokens.create(c, SECRET, NewToken("ada"), NOW)
        assert tokens.use(c, SECRET, "192.0.2.1", NOW + 1) == replace(made, uses=1, last_used_at=NOW + 1)
        assert refused(c) == "used_up"


def test_unknown_token_lets_nobody_in(control):
    with control.write() as c:
        assert refused(c) == "unknown"


def test_expired_token_lets_nobody_in(control):
    with control.write() as c:
        made = tokens.create(c, SECRET, NewToken("ada", ttl_s=60), NOW)
        assert tokens.state(made, NOW) == "waiting"
        assert refused(c, now=NOW + 60 * SECOND) == "expired"


def test_revoked_token_lets_nobody_in(control):
    with control.write() as c:
        made = tokens.create(c, SECRET, NewToken("ada"), NOW)
        assert tokens.revoke(c, made.token_id, NOW)
        assert not tokens.revoke(c, made.token_id, NOW)
        assert refused(c) == "revoked"


def test_used_up_token_stays_used_up(control):
    with control.write() as c:
        made = tokens.create(c, SECRET, NewToken("ada"), NOW)
        used = tokens.use(c, SECRET, "192.0.2.1", NOW)
        tokens.revoke(c, made.token_id, NOW)
        assert tokens.state(used, NOW + 10**15) == "used_up"


@pytest.mark.parametrize(
    ("cidr", "ip", "kind"),
    [
        ("192.0.2.0/24", "192.0.2.7", None),
        ("192.0.2.0/24", "::ffff:192.0.2.7", None),
        ("192.0.2.0/24", "198.51.100.7", "wrong_network"),
        ("192.0.2.0/24", "2001:db8::1", "wrong_network"),
        ("2001:db8::/32", "2001:db8::1", None),
        ("192.0.2.0/24", "no address", "wrong_network"),
    ],
)
def test_token_of_a_network(control, cidr, ip, kind):
    with control.write() as c:
        tokens.create(c, SECRET, NewToken("ada", cidr=cidr), NOW)
        if kind:
            assert refused(c, ip=ip) == kind
        else:
            assert tokens.use(c, SECRET, ip, NOW).uses == 1


def test_agent_whose_answer_was_lost_takes_no_second_use(control):
    with control.write() as c:
        token = tokens.create(c, SECRET, NewToken("ada"), NOW)
        tokens.use(c, SECRET, "192.0.2.1", NOW)
        agent = enrolled(c, token_id=token.token_id)
        assert tokens.use(c, SECRET, "192.0.2.1", NOW + 1, agent.agent_id).uses == 1
        with pytest.raises(TokenError):
            tokens.use(c, SECRET, "192.0.2.1", NOW + 1, "another")


@pytest.mark.parametrize(
    "wish",
    [
        NewToken("ada", ttl_s=0),
        NewToken("ada", ttl_s=10**9),
        NewToken("ada", max_uses=0),
        NewToken("ada", max_uses=10**9),
        NewToken("ada", tags=("",)),
        NewToken("ada", tags=("t",) * 100),
        NewToken("ada", cidr="192.0.2.1/24"),
    ],
)
def test_wish_out_of_bounds_is_refused(control, wish):
    with control.write() as c, pytest.raises(InputError) as caught:
        tokens.create(c, SECRET, wish, NOW)
    assert caught.value.kind == "token"


def test_of_twenty_at_once_as_many_get_in_as_there_are_uses(control):
    with control.write() as c:
        tokens.create(c, SECRET, NewToken("ada", max_uses=3), NOW)
    start, outcomes = threading.Barrier(20), []

    def come():
        start.wait()
        try:
            with control.write() as c:
                tokens.use(c, SECRET, "192.0.2.1", NOW)
            outcomes.append("in")
        except TokenError as error:
            outcomes.append(error.kind)

    threads = [threading.Thread(target=come) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in"] * 3 + ["used_up"] * 17
    with control.read() as c:
        assert tokens.all_tokens(c)[0].uses == 3
