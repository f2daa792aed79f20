"""The command line: data to stdout, progress and messages to stderr.

Exit codes: 0 done (optimal, or within --gap) · 1 the answer is no · 2 bad input or usage · 3 feasible beyond the gap,
or unproven.
"""

from configurator.cli.commands import main

__all__ = ["main"]
