from redshank.server.store.control.secret import LENGTH, TOKEN_PREFIX, digest, new_secret


def test_secret_is_its_prefix_and_256_bits():
    assert new_secret(TOKEN_PREFIX, lambda n: b"\xff" * n) == "rsenr_" + "_" * 42 + "8"
    assert len(new_secret()) == LENGTH


def test_secrets_differ():
    assert new_secret() != new_secret()


def test_digest_is_sha256_and_takes_any_text():
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert len(digest("\ud800")) == 64
