import signal

from redshank.cli.signals import ending, on_signals


def test_signals_that_end_are_noted_and_the_old_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGHUP)
    with ending((signal.SIGHUP,)) as came:
        signal.raise_signal(signal.SIGHUP)
        assert came == [signal.SIGHUP]
    assert signal.getsignal(signal.SIGHUP) is before


def test_handlers_come_back_also_after_an_error() -> None:
    before = signal.getsignal(signal.SIGTERM)
    seen: list[int] = []
    try:
        with on_signals(seen.append):
            signal.raise_signal(signal.SIGTERM)
            raise RuntimeError
    except RuntimeError:
        pass
    assert seen == [signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) is before
