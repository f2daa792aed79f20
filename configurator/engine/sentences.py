"""The sentences the engine tells of needs, decisions and caps, in Chinese and English. Rules bring their own."""

from configurator.engine.linear import Origin
from configurator.money import grouped
from configurator.profile import Decision
from configurator.sizing import Sizing

_CAPS = {
    "en": {
        "monthly": "the monthly budget is {}",
        "one_time": "the one-time budget is {}",
        "total": "the budget for the whole contract is {}",
    },
    "zh": {"monthly": "月度预算为 {}", "one_time": "一次性预算为 {}", "total": "合同总预算为 {}"},
}
_DECIDED = {
    "en": {
        "quantity": "exactly {}",
        "min": "at least {}",
        "max": "at most {}",
        "chosen": "chosen",
        "refused": "not wanted",
    },
    "zh": {"quantity": "恰好 {}", "min": "至少 {}", "max": "至多 {}", "chosen": "必选", "refused": "不选"},
}
_NEEDED = {"en": "{} must be met", "zh": "必须满足：{}"}


def sentence(origin: Origin, sizing: Sizing, language: str | None = None) -> str:
    """What a member of a conflict says; in the profile's language unless another is asked for."""
    language = "zh" if (language or sizing.profile.language).startswith("zh") else "en"
    rulebook = sizing.rulebook
    match origin.kind:
        case "rule":
            return rulebook.rules[origin.id].because.in_language(language)
        case "need":
            return _NEEDED[language].format(rulebook.needs[origin.id].name.in_language(language))
        case "decision":
            return _decision(sizing.profile.decisions[int(origin.id)], sizing, language)
        case _:
            return _CAPS[language][origin.id].format(
                f"{grouped(sizing.budget[origin.id], rulebook.currency)} {rulebook.currency}"
            )


def _decision(decision: Decision, sizing: Sizing, language: str) -> str:
    words = _DECIDED[language]
    said = [
        words[key].format(getattr(decision, key))
        for key in ("quantity", "min", "max")
        if getattr(decision, key) is not None
    ]
    if decision.selected is not None:
        said.append(words["chosen" if decision.selected else "refused"])
    name = sizing.rulebook.components[decision.component].name.in_language(language)
    colon, comma = ("：", "，") if language == "zh" else (": ", ", ")
    return colon.join((f"{name} @ {decision.site}" if decision.site else name, comma.join(said)))
