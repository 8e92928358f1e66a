from redshank.host.hashing.cache import DigestCache
from redshank.host.hashing.digest import Digest

OLD = 10**18


def key(inode: int, changed: int = OLD) -> tuple[int, int, int, int]:
    return (1, inode, changed, 100)


def test_digest_is_known_for_the_very_same_file_only() -> None:
    cache = DigestCache()
    cache.put(key(1), Digest("a" * 64), OLD * 2)
    assert cache.get(key(1)) == Digest("a" * 64)
    assert cache.get(key(2)) is None and cache.get(key(1, OLD + 1)) is None


def test_digest_without_an_md5_does_not_do_where_one_is_asked_for() -> None:
    cache = DigestCache()
    cache.put(key(1), Digest("a"), OLD * 2)
    cache.put(key(2), Digest("a", "b"), OLD * 2)
    cache.put(key(3), Digest(head="a"), OLD * 2)
    assert cache.get(key(1), md5=True) is None and cache.get(key(2), md5=True) and cache.get(key(3), md5=True)


def test_file_that_has_just_changed_is_not_kept() -> None:
    cache = DigestCache()
    cache.put(key(1), Digest("a"), OLD + 1_000_000)
    assert cache.get(key(1)) is None


def test_least_used_goes_first() -> None:
    cache = DigestCache(2)
    for inode in (1, 2):
        cache.put(key(inode), Digest("a"), OLD * 2)
    cache.get(key(1))
    cache.put(key(3), Digest("a"), OLD * 2)
    assert cache.get(key(2)) is None and cache.get(key(1)) and len(cache) == 2
