"""While somebody reckons, nobody looks for rings of garbage; afterwards it is as before."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from threading import Barrier, Thread

import pytest

from config.undisturbed import undisturbed


@pytest.fixture(autouse=True)
def searching() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.enable()
    yield
    (gc.enable if was_on else gc.disable)()


def test_it_is_off_inside_and_on_after_the_outermost() -> None:
    with undisturbed():
        with undisturbed():
            assert not gc.isenabled()
        assert not gc.isenabled()

    assert gc.isenabled()


def test_it_is_on_again_where_something_fails() -> None:
    @undisturbed()
    def fails() -> None:
        assert not gc.isenabled()
        raise ValueError("too large")

    for _ in range(2):
        with pytest.raises(ValueError, match="too large"):
            fails()

    assert gc.isenabled()


def test_what_was_off_stays_off() -> None:
    gc.disable()

    with undisturbed():
        pass

    assert not gc.isenabled()


def test_it_is_on_when_the_last_of_several_threads_is_done() -> None:
    together, seen = Barrier(2), list[bool]()

    def reckon() -> None:
        with undisturbed():
            together.wait()
            seen.append(gc.isenabled())
            together.wait()

    threads = [Thread(target=reckon) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (seen, gc.isenabled()) == ([False, False], True)
