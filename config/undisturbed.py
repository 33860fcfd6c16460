"""How is a large reckoning spared the search for rings of garbage while it goes on?

Python looks for objects that only hold each other whenever so many new ones are there. A reckoning
that makes a million values which all stay until its answer is looked through again and again for
nothing: half of its time. What is garbage meanwhile is found afterwards.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_LOCK = Lock()
_inside = 0
_was_on = False


@contextmanager
def undisturbed() -> Iterator[None]:
    """No search while anybody is inside, in any thread; also to decorate a function with.

    For work that ends within seconds and holds what it makes.
    """
    global _inside, _was_on  # noqa: PLW0603 - the search is the process's, too
    with _LOCK:
        if not _inside:
            _was_on = gc.isenabled()
            gc.disable()
        _inside += 1
    try:
        yield
    finally:
        with _LOCK:
            _inside -= 1
            if not _inside and _was_on:
                gc.enable()
