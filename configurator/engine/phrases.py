"""The phrases that explanations are put together from, in English and Chinese, and how each language joins them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ENGLISH: Mapping[str, str] = {
    "named": "{} ({})",
    "units": "{} × {}",
    "must": "{} is a must",
    "should": "{} is wished for",
    "could": "{} would be welcome",
    "default": "{} is typical of customers of this kind",
    "sized": "{} and asks for {}",
    "amount": "{} {} of {}",
    "counted": "{} {}",
    "at": "{} at {} {}",
    "site": "site",
    "sites": "sites",
    "figure": "{} = {}",
    "measured": "{} {}",
    "derived": "{} ({}: {})",
    "rule": "“{}” ({})",
    "rules": "the rule {} holds",
    "rules_many": "the rules {} hold",
    "preferences": "the preference {}",
    "consumes": "{} uses {}",
    "consume": "{} use {}",
    "preferred": "the preference {} is kept",
    "preferred_many": "the preferences {} are kept",
    "installed": "{} is installed already, and what is installed is better kept",
    "installed_bound": "{} is installed already, and ending that before its term would cost {}",
    "decision": "the decision “{}” stands",
    "because": "Because {}; therefore {}.",
    "and_because": "; because ",
    "there": "{} is in the package.",
    "replaced": "Without it, {} would take its place: {}.",
    "replaced_too": "If that isn't wanted either, then {}: {}.",
    "rearranged": "Without it, the rest would be bought in other quantities: {}.",
    "rearranged_too": "If that isn't wanted either, the rest would be bought in other quantities: {}.",
    "beyond": "Within the budget nothing can take its place unless something else is given up; beyond it, {} "
    "could: {}.",
    "beyond_rearranged": "Within the budget it can't be left out unless something else is given up; beyond it, other "
    "quantities of the rest would do: {}.",
    "indispensable": "Nothing can take its place: without it, what is asked for, decided and preferred could not all "
    "hold under the rules.",
    "once": "{} once",
    "monthly": "{} a month",
    "contract": "{} over the contract",
    "same": "at the same price",
    "dispensable": "{} could be chosen, but it isn't needed: the price would change by {}.",
    "dispensable_same": "{} could be chosen, but it isn't needed: the price would be the same.",
    "not_met": "{} would no longer be met",
    "not_kept": "{} would no longer be kept",
    "given_up": "{}, installed already, would be given up",
    "met_now": "{} would be met in turn",
    "crowded_out": "{} could be chosen, but then {} ({}).",
    "crowded_out_within": "{} could be chosen within {}, but then {} ({}).",
    "excluded": "{} can't be chosen, because {}: these can't hold together with it.",
    "excluded_one": "{} can't be chosen, because {}.",
    "excluded_alone": "{} can't be chosen: the catalogue itself leaves no way to have it here.",
    "conflict": "No package fits, because {}: these can't hold together.",
    "conflict_one": "No package fits, because {}.",
    "conflict_alone": "No package fits: the catalogue itself leaves no way to one.",
    "law": "Of these, rules can't be given up ({}).",
    "way_out": "There is one way out: {}.",
    "ways_out": "The ways out, the least first: {}.",
    "no_way_out": "There is no way out among the inputs that may be given up.",
    "numbered": "({}) {}",
    "raise": "raise the {} from {} to {}",
    "soften": "make {} a wish rather than a must",
    "drop": "drop the decision “{}”",
    "repair": "{} (concession {}); it then costs {}",
    "nothing": "nothing",
    "cap": "the {} of {}",
    "budget.monthly": "monthly budget",
    "budget.one_time": "one-time budget",
    "budget.total": "budget for the whole contract",
    "off_sale": "{} can't be chosen, because it isn't on sale on {}.",
    "unavailable": "{} can't be chosen, because it isn't offered to this customer.",
    "unavailable_when": "{} can't be chosen, because it is only offered when {}.",
    "unavailable_here": "{} can't be chosen, because it is only offered when {}; here {}.",
    "fits_all": "There is a package, and it meets all needs.",
    "fits": "There is a package; it meets {} of {} needs. Not met: {}.",
    "spent": "Of {}, {} is spent",
    "gains": "{}; it binds: without it, {} would be met as well.",
    "saves": "{}; it binds: without it, as much would be met for {} less over the contract.",
    "room": "{}; it doesn't bind: without it, no more would be met, and for no less.",
    "unknown": "{}; whether it binds could not be told within the limits.",
    "no_caps": "No budget limits it.",
    "unproven": "That could not be told within the limits; raise them.",
    "unproven_of": "{}: that could not be told within the limits; raise them.",
    "yes": "yes",
    "no": "no",
    "list": ", ",
    "last": " and ",
    "semicolon": "; ",
    "and": "; and ",
}

CHINESE: Mapping[str, str] = {
    "named": "{}（{}）",
    "units": "{1}×{0}",
    "must": "必须满足{}",
    "should": "期望满足{}",
    "could": "最好能满足{}",
    "default": "此类客户通常需要{}",
    "sized": "{}，需要{}",
    "amount": "{2} {0} {1}",
    "counted": "{1} {0}",
    "at": "{}（{} {}）",
    "site": "个站点",
    "sites": "个站点",
    "figure": "{} = {}",
    "measured": "{} {}",
    "derived": "{}（{}：{}）",
    "rule": "“{}”（{}）",
    "rules": "规则{}要求如此",
    "rules_many": "规则{}要求如此",
    "preferences": "偏好{}",
    "consumes": "{} 需占用{}",
    "consume": "{} 需占用{}",
    "preferred": "要照顾偏好{}",
    "preferred_many": "要照顾偏好{}",
    "installed": "{} 已在用，已在用的宜予保留",
    "installed_bound": "{} 已在用，提前终止须付 {}",
    "decision": "有决定“{}”",
    "because": "因为{}，所以配置{}。",
    "and_because": "；因为",
    "there": "方案中配置{}。",
    "replaced": "若不用它，将由{}代替：{}。",
    "replaced_too": "若也不用该替代，则由{}代替：{}。",
    "rearranged": "若不用它，其余产品将改用其他数量：{}。",
    "rearranged_too": "若也不用该替代，其余产品将改用其他数量：{}。",
    "beyond": "预算之内，若不舍弃其他，没有可代替它的产品；超出预算时，可由{}代替：{}。",
    "beyond_rearranged": "预算之内，若不舍弃其他，不能没有它；超出预算时，其余产品可改用其他数量：{}。",
    "indispensable": "没有可代替它的产品：没有它，在现有规则之下，所提的需求、决定与偏好不能全部成立。",
    "once": "一次性 {}",
    "monthly": "每月 {}",
    "contract": "合同期 {}",
    "same": "价格不变",
    "dispensable": "{}可以选择，但并非必需：价格将变动为{}。",
    "dispensable_same": "{}可以选择，但并非必需：价格不变。",
    "not_met": "{}将不再满足",
    "not_kept": "{}将不再成立",
    "given_up": "已在用的{} 将被放弃",
    "met_now": "{}则可满足",
    "crowded_out": "{}可以选择，但那样{}（{}）。",
    "crowded_out_within": "在{} 之内可以选择{}，但那样{}（{}）。",
    "excluded": "{}不能选择，因为{}：这些条件与它不能同时成立。",
    "excluded_one": "{}不能选择，因为{}。",
    "excluded_alone": "{}不能选择：产品目录本身使其在此无法配置。",
    "conflict": "没有可行方案，因为{}：这些条件不能同时成立。",
    "conflict_one": "没有可行方案，因为{}。",
    "conflict_alone": "没有可行方案：产品目录本身没有留下可行的组合。",
    "law": "其中规则不能放弃（{}）。",
    "way_out": "出路只有一条：{}。",
    "ways_out": "出路如下，让步最小的在前：{}。",
    "no_way_out": "在可以让步的条件中没有出路。",
    "numbered": "（{}）{}",
    "raise": "将{}由 {} 提高到 {}",
    "soften": "将{}由必须改为期望",
    "drop": "取消决定“{}”",
    "repair": "{}（让步 {}），此时费用：{}",
    "nothing": "无",
    "cap": "{} {}",
    "budget.monthly": "月度预算",
    "budget.one_time": "一次性预算",
    "budget.total": "合同总预算",
    "off_sale": "{}不能选择，因为它在 {} 不在售。",
    "unavailable": "{}不能选择，因为不向该客户提供。",
    "unavailable_when": "{}不能选择，因为仅在 {} 时提供。",
    "unavailable_here": "{}不能选择，因为仅在 {} 时提供；此处{}。",
    "fits_all": "有可行方案，并满足全部需求。",
    "fits": "有可行方案，满足 {}/{} 项需求。未满足：{}。",
    "spent": "{} 中已用 {}",
    "gains": "{}，构成限制：若无此限，还可满足{}。",
    "saves": "{}，构成限制：若无此限，满足同样的需求，合同期可少付 {}。",
    "room": "{}，不构成限制：即使没有它，也不会满足更多，费用也不会更低。",
    "unknown": "{}；限定时间内未能判定它是否构成限制。",
    "no_caps": "没有预算限制。",
    "unproven": "在限定时间内没有结论，请放宽限制。",
    "unproven_of": "{}：在限定时间内没有结论，请放宽限制。",
    "yes": "是",
    "no": "否",
    "list": "、",
    "last": "、",
    "semicolon": "；",
    "and": "；",
}


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language."""

    language: str

    @property
    def chinese(self) -> bool:
        return self.language.startswith("zh")

    @property
    def _words(self) -> Mapping[str, str]:
        return CHINESE if self.chinese else ENGLISH

    def say(self, key: str, *values: object) -> str:
        """A phrase with its gaps filled."""
        return self._words[key].format(*values)

    def cap(self, id: str) -> str:
        """What a cap is called."""
        return self.say(f"budget.{id}")

    def listed(self, items: Sequence[str]) -> str:
        """One, two and three."""
        *first, last = items
        return f"{self.say('list').join(first)}{self.say('last')}{last}" if first else last

    def chained(self, clauses: Sequence[str]) -> str:
        """Longer parts, apart by semicolons."""
        *first, last = clauses
        return f"{self.say('semicolon').join(first)}{self.say('and')}{last}" if first else last

    def spaced(self, sentences: Sequence[str]) -> str:
        """Sentences, one after the other."""
        return ("" if self.chinese else " ").join(sentences)
