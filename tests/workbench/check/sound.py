"""A small rulebook in which `rules check` finds nothing, and the way to spoil it."""

import datetime
from pathlib import Path
from typing import Any

from configurator.workbench.check.findings import Finding
from configurator.workbench.check.run import check_rulebook
from tests.small import SOURCED, TODAY, component, files, write

DAY = datetime.date.fromisoformat(TODAY)

Files = dict[str, Any]


def both(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


def sold(id: str, en: str, zh: str, price: Any, supplies: dict[str, Any], **more: Any) -> dict[str, Any]:
    told = {
        "name": both(en, zh),
        "benefit": both(f"{en}, ready to use.", f"{zh}，开通即用。"),
        "sla": {"availability": 99.9},
    }
    return component(id, price, supplies, **(told | more))


def ruled(id: str, text: str, allowed: Any = None, refused: Any = None, **more: Any) -> dict[str, Any]:
    examples = {
        kind: [example] for kind, example in (("allowed", allowed), ("refused", refused)) if example is not None
    }
    told = {"id": id, "rule": text, "because": both(f"Rule {id}.", f"规则 {id}。"), **SOURCED, "examples": examples}
    return told | more


COMPONENTS = [
    sold("a.seat", "Calling seat", "语音席位", 10, {"seats": 1}, attributes={"grade": "seat"}, quantity={"min": 1, "max": 5000}),
    sold("a.premium", "Premium seat", "高级席位", 15, {"seats": 1}, attributes={"grade": "premium"}, quantity={"min": 1, "max": 5000}),
    sold("b.audit", "Log audit", "日志审计", 200, {"log_audit": 1}),
    sold("c.line", "Internet line", "互联网专线", 50, {"mbps": 100}, at="site"),
]  # fmt: skip

RULES = [
    ruled(
        "SEC-1", "profile.mlps >= 3 implies supply(log_audit) >= 1",
        allowed={"compliance": ["mlps_3"], "package": {"b.audit": 1}}, refused={"compliance": ["mlps_3"], "package": {}},
    ),
    ruled(
        "SEAT-1", "at most 1 of (selected(c) for c in components if c.grade in ('seat', 'premium'))",
        allowed={"package": {"a.seat": 3}}, refused={"package": {"a.seat": 3, "a.premium": 2}},
    ),
    ruled(
        "SEAT-2", "selected(a.premium) implies customer.industry in table licensed",
        allowed={"customer": {"industry": "finance"}, "package": {"a.premium": 1}}, refused={"package": {"a.premium": 1}},
    ),
]  # fmt: skip

REVENUE = {"id": "revenue", "name": {"en": "Revenue", "zh": "营收"}, "type": "number", "min": 0}
"""A fact that a profile may leave out."""

FACTS: dict[str, Any] = {
    "customer": [
        {"id": "employees", "name": both("Employees", "员工人数"), "type": "integer", "min": 1, "required": True},
        {"id": "industry", "name": both("Industry", "行业"), "type": "choice", "values": {"finance": both("Finance", "金融"), "other": both("Other", "其他")}, "default": "other"},
    ],
    "site": [{"id": "users", "name": both("Users", "用户数"), "type": "integer", "min": 0, "default": 0}],
    "profile": [{"id": "mlps", "name": both("MLPS level", "等保级别"), "type": "integer", "min": 0, "default": 0}],
    "component": [{"id": "grade", "name": both("Grade", "档次"), "type": "text", "default": "none"}],
    "compliance": [{"code": "mlps_3", "name": both("MLPS level 3", "等保三级"), "sets": {"mlps": 3}}],
}  # fmt: skip


def capability(id: str, en: str, zh: str, at: str = "deal", adds: str = "sum") -> dict[str, Any]:
    return {"id": id, "name": both(en, zh), "unit": "piece", "at": at, "adds": adds}


CAPABILITIES = [
    capability("seats", "Seats", "席位"),
    capability("log_audit", "Audit of logs", "日志审计", adds="any"),
    capability("mbps", "Bandwidth", "带宽", at="site"),
]


def asked(id: str, en: str, zh: str, capability: str, amount: str, *inputs: dict[str, Any]) -> dict[str, Any]:
    because = both(f"{en} by formula.", f"按公式计算{zh}。")
    demand = {"id": f"SIZ-{id.upper()}", "capability": capability, "amount": amount, "because": because, **SOURCED}
    told = {"id": id, "family": "a", "name": both(en, zh), "says": both(f"{en} for everybody.", f"人人可用{zh}。")}
    return told | {"inputs": list(inputs), "demands": [demand]}


NEEDS = [
    asked("calling", "Calling", "通话", "seats", "need.users", {"id": "users", "name": both("Users", "用户数"), "type": "integer", "min": 1, "required": True}),
    asked("internet", "Internet access", "互联网接入", "mbps", "site.users * constant.share"),
]  # fmt: skip

DISCOUNTS = [
    {"id": "PRM-1", "step": "promotion", "name": both("Autumn", "秋季优惠"), "charges": ["recurring"], "percent": 10,
     "effective_from": "2026-01-01", "effective_to": "2027-12-31", **SOURCED},
]  # fmt: skip

SEGMENTS = [
    {"id": "finance", "name": both("Finance", "金融"), "when": "customer.industry == 'finance'", "drivers": both("Supervision.", "监管要求。"),
     "needs": [{"need": "internet"}], **SOURCED},
]  # fmt: skip

SCENARIOS = {
    "scenarios": [
        {"id": "SCN-1", "name": both("Many seats", "席位较多"), "when": "installed(a.seat) >= 50", "because": both("Lines are short.", "线路不足。"),
         "offers": [{"component": "c.line", "quantity": "1"}], "promotion": "PRM-1", **SOURCED},
    ]
}  # fmt: skip

PROPOSAL = {
    "seller": {"name": both("Seller", "卖方"), "contact": both("Contact", "联系人")}, "title": both("Proposal", "方案书"), "validity_days": 30,
    "confidentiality": both("Confidential.", "保密。"), "sla": [{"title": both("Availability", "可用性"), "text": both("As sold.", "以所售服务为准。")}],
    "delivery": [{"title": both("Start", "开通"), "text": both("Soon.", "尽快。")}], "terms": [both("Net 30.", "30日内付款。")],
    "assumptions": [both("None.", "无。")], "exclusions": [both("None.", "无。")],
}  # fmt: skip


def sound(**parts: Any) -> Files:
    """The files of a rulebook that nothing can be said against; `parts` replace some of its records."""
    identity = {
        "name": both("Small", "小型"),
        "units": {"piece": both("piece", "个")},
        "families": [{"id": id, "name": both(id.upper(), zh)} for id, zh in (("a", "甲"), ("b", "乙"), ("c", "丙"))],
        "example_profile": {
            "customer": {"name": "Example", "employees": 100},
            "sites": [{"name": "office", "users": 50}],
            "date": DAY,
        },
    }
    records: dict[str, Any] = {
        "capabilities": CAPABILITIES, "needs": NEEDS, "rules": RULES, "discounts": DISCOUNTS, "facts": FACTS, **identity
    }  # fmt: skip
    told = files(parts.pop("components", COMPONENTS), **(records | parts))
    taxes = [
        {
            "id": "services",
            "name": both("Services", "服务"),
            "rates": [{"rate": 0.06, "effective_from": "2020-01-01", **SOURCED}],
        }
    ]
    return told | {
        "taxes.yaml": taxes, "segments.yaml": SEGMENTS, "scenarios.yaml": SCENARIOS, "proposal.yaml": PROPOSAL,
        "constants.yaml": [{"id": "share", "name": both("Share of a user", "人均带宽"), "value": 0.5, **SOURCED}],
        "tables/licensed.csv": "industry\nfinance\n",
    }  # fmt: skip


def found(contents: Files, day: datetime.date = DAY) -> list[Finding]:
    """What the check finds, in this process; the current folder is an empty one."""
    return check_rulebook(write(Path("book"), contents), day, processes=1)
