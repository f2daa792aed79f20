"""An open configurator and quoting engine: needs and budget → a proven package, priced, with its proposal."""

from typing import Any

from configurator.engine.alternatives import Alternatives, alternatives
from configurator.engine.choices import Choices
from configurator.engine.desk import Desk
from configurator.engine.explain import explain
from configurator.engine.frontier import Frontier, frontier
from configurator.engine.handmade import check_package as verify
from configurator.engine.offers import Suggestions, suggest
from configurator.engine.options import Options, options
from configurator.engine.outcome import Feasible, Infeasible, Optimal, Outcome, Unproven
from configurator.engine.questions import Questions, questions
from configurator.engine.reasons import Explanation
from configurator.engine.recommend import recommend
from configurator.engine.solve import Limits, Stop
from configurator.pricing.approval import approval
from configurator.profile import Decision, Profile, load_profile, read_profile
from configurator.quoting.diff.run import diff_quotes
from configurator.quoting.lifecycle import revise, transition
from configurator.quoting.loading import load_quote, read_quote
from configurator.quoting.quote import Quote, make_quote
from configurator.quoting.replay import replay
from configurator.rulebook.loader import load_rulebook, shipped_rulebooks
from configurator.rulebook.model import Rulebook

__all__ = [
    "Alternatives",
    "Choices",
    "Decision",
    "Desk",
    "Explanation",
    "Feasible",
    "Frontier",
    "Infeasible",
    "Limits",
    "Optimal",
    "Options",
    "Outcome",
    "Profile",
    "Questions",
    "Quote",
    "Rulebook",
    "Stop",
    "Suggestions",
    "Unproven",
    "alternatives",
    "approval",
    "diff_quotes",
    "explain",
    "frontier",
    "load_profile",
    "load_quote",
    "load_rulebook",
    "make_quote",
    "options",
    "questions",
    "read_profile",
    "read_quote",
    "recommend",
    "render_pdf",
    "render_xlsx",
    "replay",
    "revise",
    "shipped_rulebooks",
    "suggest",
    "transition",
    "verify",
]


def __getattr__(name: str) -> Any:
    """The renderers are imported when first asked for: WeasyPrint takes a third of a second and needs Pango."""
    if name == "render_pdf":
        from configurator.quoting.render import render_pdf

        return render_pdf
    if name == "render_xlsx":
        from configurator.quoting.workbook import render_xlsx

        return render_xlsx
    raise AttributeError(f"module 'configurator' has no attribute {name!r}")
