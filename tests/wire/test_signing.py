import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from redshank.core.errors import InputError
from redshank.wire.signing import (
    Stamp,
    agent_id_of,
    public_bytes,
    read_header,
    sign_answer,
    sign_request,
    verify_answer,
    verify_request,
)

KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
NUMBERS = st.integers(0, (1 << 62))


@given(st.binary(max_size=200), st.sampled_from(["urgent", "bulk", "control"]), NUMBERS, NUMBERS)
def test_signed_request_is_verified_as_it_was_sent(body, channel, counter, issued):
    signed = read_header(sign_request(KEY, "/p", body, Stamp(channel, counter, issued)))
    assert (signed.agent_id, signed.stamp) == (agent_id_of(public_bytes(KEY)), Stamp(channel, counter, issued))
    verify_request(signed, public_bytes(KEY), "/p", body)


@pytest.mark.parametrize("change", ["body", "path", "counter", "channel", "key"])
def test_request_with_anything_changed_is_refused(change):
    header = sign_request(KEY, "/p", b"body", Stamp("bulk", 7, 8))
    if change == "counter":
        header = header.replace("counter=7", "counter=8")
    if change == "channel":
        header = header.replace("bulk", "urgent")
    key = public_bytes(OTHER if change == "key" else KEY)
    with pytest.raises(InputError) as refused:
        verify_request(read_header(header), key, "/q" if change == "path" else "/p", b"Body" if change == "body" else b"body")
    assert refused.value.kind == "wrong_signature"


@given(st.text(max_size=300))
def test_any_other_header_is_no_signature(text):
    with pytest.raises(InputError) as refused:
        read_header(text)
    assert refused.value.kind == "no_signature"


@pytest.mark.parametrize("field", ["counter", "issued"])
def test_number_that_no_store_can_keep_is_refused(field):
    header = sign_request(KEY, "/p", b"", Stamp("bulk", 7, 7)).replace(f"{field}=7", f"{field}={1 << 63}")
    with pytest.raises(InputError) as refused:
        read_header(header)
    assert refused.value.kind == "no_signature"


def test_answer_holds_for_its_request_and_server_alone():
    header = sign_answer(KEY, b"request", b"body")
    verify_answer(header, public_bytes(KEY), b"request", b"body")
    for key, request, body in ((OTHER, b"request", b"body"), (KEY, b"another", b"body"), (KEY, b"request", b"Body")):
        with pytest.raises(InputError, match="not signed"):
            verify_answer(header, public_bytes(key), request, body)
    with pytest.raises(InputError, match="not signed"):
        verify_answer("v1 signature=short", public_bytes(KEY), b"request", b"body")
