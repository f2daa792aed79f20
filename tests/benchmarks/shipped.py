"""How long the shipped examples take, from the command line, the library and to a proposal, against raw parts."""

import subprocess
import sys
from statistics import median

import weasyprint

import configurator as cf
from configurator.quoting.render import pdf_bytes, proposal_html
from configurator.resources import folder
from tests.benchmarks.machine import alternating, seconds

RULEBOOK = "telco_enterprise"
EXAMPLES = sorted((folder("rules") / RULEBOOK / "examples").glob("*.yaml"))
DEMO = folder("rules") / RULEBOOK / "examples" / "manufacturer.yaml"


def cold_start() -> None:
    """From nothing to the first answer, as a process of its own; and what it spends its time on."""
    command = [sys.executable, "-m", "configurator", "recommend", str(DEMO), "--json"]
    whole = median(seconds(lambda: subprocess.run(command, capture_output=True, check=True)) for _ in range(5))
    imports = median(
        seconds(lambda: subprocess.run([sys.executable, "-c", "import configurator"], check=True)) for _ in range(5)
    )
    (load,) = alternating(5, lambda: cf.load_rulebook(RULEBOOK))
    print(
        f"cold start to first answer   {whole:6.2f} s   of which Python and imports {imports:.2f} s, rulebook {load:.2f} s"
    )


def recommendations(runs: int = 7) -> None:
    """Each shipped example to proof; the ratio is the whole recommendation over the solver calls inside it."""
    rulebook = cf.load_rulebook(RULEBOOK)
    print(f"\n{'recommend':16}{'whole':>10}{'raw solve':>12}{'ratio':>8}   outcome (goal: ratio ≤ 1.5)")
    for path in EXAMPLES:
        profile = cf.load_profile(path)
        cf.recommend(profile, rulebook)
        whole, raw, ratios = [], [], []
        for _ in range(runs):
            outcomes: list[cf.Outcome] = []
            taken = seconds(lambda: outcomes.append(cf.recommend(profile, rulebook)))  # noqa: B023
            whole.append(taken)
            raw.append(outcomes[0].solve_seconds)
            ratios.append(taken / outcomes[0].solve_seconds)
        print(
            f"{path.stem:16}{median(whole) * 1000:7.0f} ms{median(raw) * 1000:9.0f} ms{median(ratios):8.2f}   {outcomes[0].name}"
        )


def proposals(runs: int = 5) -> None:
    """A proposal with its attachments and conformance, over WeasyPrint on the same HTML alone."""
    profile = cf.load_profile(DEMO)
    outcome = cf.recommend(profile, cf.load_rulebook(RULEBOOK))
    assert profile.date is not None
    quote = cf.make_quote(outcome, number="Q-2026-0001", issued_on=profile.date)
    print(f"\n{'proposal':16}{'whole':>10}{'WeasyPrint':>12}{'ratio':>8}   pages (goal: ratio ≤ 1.15)")
    for language in ("zh-CN", "en"):
        html = proposal_html(quote, language)
        pages = len(weasyprint.HTML(string=html).render(pdf_variant="pdf/a-3a").pages)

        def alone(html: str = html) -> bytes:
            content: bytes = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/a-3a")
            return content

        def ours(language: str = language) -> bytes:
            return pdf_bytes(quote, language)

        whole, raw = alternating(runs, ours, alone)
        print(f"{language:16}{whole:8.2f} s{raw:10.2f} s{whole / raw:8.2f}   {pages}")
