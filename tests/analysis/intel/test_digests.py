from redshank.analysis.intel.digests import of_domain, of_hash, of_url
from redshank.analysis.intel.urls import Url


def test_numbers_fit_their_columns_and_differ():
    assert of_domain("a.example") != of_domain("b.example") < 1 << 64
    assert of_url(Url("a.example", "/x")) != of_url(Url("a.example", "/y"))


def test_file_is_kept_by_its_first_sixteen_bytes():
    assert of_hash(bytes(range(32))) == of_hash(bytes(range(16))) < 1 << 128
