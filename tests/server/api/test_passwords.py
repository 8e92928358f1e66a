import asyncio
import threading

import pytest

from redshank.server.api import passwords
from redshank.server.api.passwords import Passwords, weakness
from redshank.server.api.problems import Refusal
from redshank.server.store.control.users import User


@pytest.mark.parametrize(
    ("password", "name"),
    [("short", "ann"), ("elevenchars", "ann"), ("x" * 1025, "ann"), ("aaaaaaaaaaaaaaaa", "ann"), ("password1234", "ann"),
     ("PassWord1234", "ann"), ("christina123", "christina"), ("christina", "ann"), ("christinaabc", "christina")],
)  # fmt: skip
def test_guessable_password_is_refused(password: str, name: str) -> None:
    assert weakness(password, name)


@pytest.mark.parametrize("password", ["correct horse battery", "Zwölf Zeichen!", "\U0001f40e battery staple", "x9!kfPq2Lw8z"])
def test_long_password_is_taken_whatever_it_is_made_of(password: str) -> None:
    assert weakness(password, "ann") == ""


def test_password_is_known_again_by_its_hash() -> None:
    async def work() -> None:
        checked = Passwords()
        hashed = await checked.hashed("correct horse battery")
        assert hashed.startswith("$argon2id$")
        user = User("ann", "owner", hashed, False, 1, 1)
        assert await checked.is_right(user, "correct horse battery")
        assert not await checked.is_right(user, "correct horse batter")
        assert not await checked.is_right(None, "correct horse battery")
        checked.close()

    asyncio.run(work())


def test_loop_goes_on_and_what_is_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "MAX_WAITING", 3)
    gate = threading.Event()

    async def work() -> None:
        slow = Passwords(hash=lambda password: password if gate.wait(20) else "")
        waiting = [asyncio.create_task(slow.hashed("x")) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Refusal) as error:
            await slow.hashed("x")
        assert error.value.status_code == 503
        gate.set()
        assert await asyncio.gather(*waiting) == ["x"] * 3
        assert await slow.hashed("y") == "y"
        slow.close()

    asyncio.run(work())
