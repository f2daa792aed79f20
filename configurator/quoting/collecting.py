"""Garbage collection, paused for work that makes very many objects and throws few away."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def without_collecting() -> Iterator[None]:
    """Objects by the hundred thousand that live to the end: looking for garbage among them takes much of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
