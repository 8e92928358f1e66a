import os
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.simulate.sandbox import orders
from redshank.simulate.sandbox.orders import Done, Ended, File, Folder, Link, Root, Start, World

ENTRIES = st.one_of(
    st.builds(File, st.text(), st.binary(max_size=200), st.text(), st.integers(0, 0o7777), st.integers(0, 65_535)),
    st.builds(Link, st.text(), st.text()),
    st.builds(Folder, st.text(), st.integers(0, 0o7777), st.integers(0, 65_535), st.booleans()),
)


@given(st.lists(ENTRIES, max_size=5), st.lists(st.text(), max_size=3))
def test_world_arrives_as_it_was_sent(entries: list[orders.Entry], readable: list[str]) -> None:
    ours, theirs = orders.pair()
    with ours, theirs:
        sent = World("web-03", Root(entries, readable))
        orders.send(ours, sent)
        assert orders.receive_order(theirs) == (sent, [])


def test_descriptors_come_along() -> None:
    ours, theirs = orders.pair()
    read, write = os.pipe()
    with ours, theirs:
        orders.send(ours, Start(["/bin/true"]), [write])
        os.close(write)
        order, (given_write,) = orders.receive_order(theirs)
        assert isinstance(order, Start)
        os.write(given_write, b"through")
        os.close(given_write)
        assert os.read(read, 100) == b"through"
    os.close(read)


def test_other_end_that_is_gone_ends_the_reading() -> None:
    ours, theirs = orders.pair()
    ours.close()
    with theirs:
        assert orders.receive_order(theirs) == (None, [])
        assert orders.receive_report(theirs) == (None, [])


def test_reports_keep_their_order_and_their_bounds() -> None:
    ours, theirs = orders.pair()
    with ours, theirs:
        for report in (Done(7), Ended(7, -9)):
            orders.send(theirs, report)
        assert [orders.receive_report(ours)[0] for _ in range(2)] == [Done(7), Ended(7, -9)]


def test_message_over_the_bound_is_refused_before_it_is_sent() -> None:
    ours, theirs = orders.pair()
    with ours, theirs:
        with pytest.raises(ValueError, match="World has"):
            orders.send(ours, World("h", Root([File("/x", bytes(orders.MAX_BYTES))])))
        orders.send(ours, World("h", Root([File("/x", bytes(orders.MAX_BYTES - 200))])))
        assert orders.receive_order(theirs)[0] is not None


def test_messages_keep_their_edges() -> None:
    ours, theirs = orders.pair()
    with ours, theirs:
        assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE) == socket.SOCK_SEQPACKET
