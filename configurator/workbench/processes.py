"""Work shared among processes, in the order of the questions."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


def answers(
    answer: Callable[[Q], A],
    questions: Sequence[Q],
    processes: int,
    prepare: Callable[..., None],
    *arguments: Any,
    at_once: int = 1,
) -> Iterator[A]:
    """The answer to every question; each process is prepared once. All of these are functions of a module."""
    context = multiprocessing.get_context("spawn")  # a copy of a process with the solver's threads may hang
    with ProcessPoolExecutor(processes, context, _begin, (prepare, arguments)) as pool:
        yield from pool.map(answer, questions, chunksize=at_once)


def _begin(prepare: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asks: it takes back what isn't begun
    prepare(*arguments)
