from redshank.host.sensor.logins.dropbear import read


def test_logins_and_refusals_of_dropbear() -> None:
    (claim,) = read("Password auth succeeded for 'root' from 203.0.113.9:4711")
    assert (claim.kind, claim.user, claim.ip, claim.port, claim.method) == ("login", "root", "203.0.113.9", 4711, "password")
    (claim,) = read("Pubkey auth succeeded for 'bob' with ssh-ed25519 key SHA256:AAAA from 2001:db8::7:22")
    assert (claim.kind, claim.ip, claim.port, claim.method) == ("login", "2001:db8::7", 22, "publickey")
    (claim,) = read("Bad password attempt for 'root' from 203.0.113.9:4711")
    assert (claim.kind, claim.user, claim.invalid) == ("failed", "root", None)
    (claim,) = read("Login attempt for nonexistent user from 203.0.113.9:4711")
    assert (claim.kind, claim.user, claim.invalid) == ("failed", None, True)
    assert read("Child connection from 203.0.113.9:4711") == ()


def test_name_that_reads_like_an_address_does_not_move_it() -> None:
    (claim,) = read("Bad password attempt for 'x' from 198.51.100.7:1' from 203.0.113.9:4711")
    assert (claim.ip, claim.user) == ("203.0.113.9", "x' from 198.51.100.7:1")
