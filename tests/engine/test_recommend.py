"""What a recommendation answers, in small deals whose answer is plain to see."""

from pathlib import Path
from threading import Thread

import pytest

import configurator as cf
from configurator.errors import InputError, ProfileError
from configurator.profile import changed
from configurator.resources import folder
from tests import small
from tests.small import capability, charge, component, need, profile, rule, rulebook


def bought(outcome: cf.Outcome) -> dict[str, int]:
    assert isinstance(outcome, cf.Optimal), outcome
    return {item.component: item.quantity for item in outcome.package.items}


def test_the_cheapest_component_that_meets_the_demand_is_chosen(tmp_path: Path) -> None:
    book = rulebook(tmp_path, [component("a.dear", 9, {"power": 1}), component("b.cheap", 8, {"power": 1})])
    assert bought(cf.recommend(profile({"power": 3}), book)) == {"b.cheap": 3}


def test_no_units_are_bought_that_nobody_needs_though_a_volume_price_would_make_them_cheaper(tmp_path: Path) -> None:
    tiers = {1: 10, 5: 1}
    sold = [component("a.cliff", supplies={"power": 1}, charges=[charge(tiers=tiers)])]
    assert bought(cf.recommend(profile({"power": 4}), rulebook(tmp_path / "a", sold))) == {"a.cliff": 4}
    sold[0]["quantity"] = {"min": 1, "max": 20, "extra": True}
    assert bought(cf.recommend(profile({"power": 4}), rulebook(tmp_path / "b", sold))) == {"a.cliff": 5}


def test_with_no_need_left_nothing_is_bought_whatever_the_budget(tmp_path: Path) -> None:
    book = rulebook(tmp_path, [component("a.x", 1, {"power": 1})])
    assert bought(cf.recommend(profile({}, budget={"monthly": 10**12}), book)) == {}


def test_of_should_and_could_needs_the_heaviest_coverage_the_budget_allows_is_met(tmp_path: Path) -> None:
    capabilities = [capability("power"), capability("light")]
    needs = [need("power", power="need.amount"), need("light", light="need.amount")]
    sold = [component("a.power", 60, {"power": 1}), component("a.light", 50, {"light": 1})]
    book = rulebook(tmp_path, sold, capabilities=capabilities, needs=needs)
    stated = [
        {"need": "power", "priority": "should", "weight": 2},
        {"need": "light", "priority": "could", "weight": 3},
    ]
    outcome = cf.recommend(profile(stated, budget={"monthly": 100}), book)
    assert bought(outcome) == {"a.light": 1}
    assert outcome.to_json()["coverage"]["weighted"] == 0.6


def test_an_unmet_need_creates_no_demand_and_buys_nothing(tmp_path: Path) -> None:
    book = rulebook(tmp_path, [component("a.x", 60, {"power": 1})])
    stated = [{"need": "power", "amount": 3, "priority": "should"}]
    assert bought(cf.recommend(profile(stated, budget={"monthly": 100}), book)) == {}


def test_what_components_consume_must_be_supplied_on_top_of_what_is_demanded(tmp_path: Path) -> None:
    capabilities = [capability("power"), capability("seats")]
    needs = [need("seats", seats="need.amount"), need("power", power="need.amount")]
    sold = [component("a.seat", 1, {"seats": 1}, consumes={"power": 2}), component("b.plant", 1, {"power": 5})]
    book = rulebook(tmp_path, sold, capabilities=capabilities, needs=needs)
    assert bought(cf.recommend(profile({"seats": 4, "power": 3}), book)) == {"a.seat": 4, "b.plant": 3}


def test_a_site_demand_is_met_at_every_site_and_equal_sites_get_equal_quantities(tmp_path: Path) -> None:
    needs = [need("room", room="site.users")]
    sold = [component("a.room", 5, {"room": 10}, at="site")]
    book = rulebook(tmp_path, sold, capabilities=[capability("room", at="site")], needs=needs)
    sites = [{"name": "Head", "users": 35}, {"name": "Branch", "count": 3, "users": 12}]
    outcome = cf.recommend(profile({"room": 1}, sites=sites), book)
    assert isinstance(outcome, cf.Optimal)
    assert [(i.sites, i.per_site, i.quantity) for i in outcome.package.items] == [
        (("Head",), 4, 4),
        (("Branch 1", "Branch 2", "Branch 3"), 2, 6),
    ]


def test_sites_written_one_by_one_form_the_same_class_as_a_count(tmp_path: Path) -> None:
    sold = [component("a.room", 5, {"room": 10}, at="site")]
    needs = [need("room", room="site.users")]
    book = rulebook(tmp_path, sold, capabilities=[capability("room", at="site")], needs=needs)
    counted = [{"name": "B", "count": 3, "users": 12}]
    listed = [{"name": f"B {i}", "users": 12} for i in (1, 2, 3)]
    answers = [cf.recommend(profile({"room": 1}, sites=sites), book).to_json() for sites in (counted, listed)]
    assert answers[0]["package"] == answers[1]["package"]


def test_a_volume_price_is_reached_by_the_units_of_all_sites_together(tmp_path: Path) -> None:
    sold = [component("a.room", supplies={"room": 1}, at="site", charges=[charge(tiers={1: 10, 6: 4})])]
    book = rulebook(
        tmp_path, sold, capabilities=[capability("room", at="site")], needs=[need("room", room="need.amount")]
    )
    outcome = cf.recommend(profile({"room": 2}, sites=[{"name": "B", "count": 3}]), book)
    assert isinstance(outcome, cf.Optimal)
    assert outcome.package.totals.monthly == 6 * 400


def test_a_decision_at_one_site_takes_it_out_of_its_class(tmp_path: Path) -> None:
    sold = [component("a.room", 5, {"room": 1}, at="site")]
    book = rulebook(tmp_path, sold, capabilities=[capability("room", at="site")], needs=[need("room", room="1")])
    decisions = [{"component": "a.room", "quantity": 4, "site": "B 2"}]
    outcome = cf.recommend(profile({"room": 1}, sites=[{"name": "B", "count": 3}], decisions=decisions), book)
    assert isinstance(outcome, cf.Optimal)
    assert [(i.sites, i.per_site) for i in outcome.package.items] == [(("B 1", "B 3"), 1), (("B 2",), 4)]


def test_of_equally_dear_packages_the_one_with_fewer_components_is_given(tmp_path: Path) -> None:
    capabilities = [capability("power"), capability("light")]
    needs = [need("both", power="1", light="1")]
    sold = [
        component("a.power", 5, {"power": 1}),
        component("b.light", 5, {"light": 1}),
        component("c.both", 10, {"power": 1, "light": 1}),
    ]
    book = rulebook(tmp_path, sold, capabilities=capabilities, needs=needs)
    assert bought(cf.recommend(profile({"both": 1}), book)) == {"c.both": 1}


def test_of_packages_equal_in_all_the_first_in_order_gives_way(tmp_path: Path) -> None:
    book = rulebook(tmp_path, [component("a.x", 5, {"power": 1}), component("b.x", 5, {"power": 1})])
    assert bought(cf.recommend(profile({"power": 1}), book)) == {"b.x": 1}


def test_a_preference_is_kept_where_it_costs_no_coverage_though_it_costs_money(tmp_path: Path) -> None:
    sold = [component("a.x", 5, {"power": 1}), component("b.x", 6, {"power": 1})]
    book = rulebook(tmp_path, sold, rules=[rule("PREF-1", "not selected(a.x)", weight=1)])
    assert bought(cf.recommend(profile({"power": 1}), book)) == {"b.x": 1}
    assert bought(cf.recommend(profile({"power": 1}, budget={"monthly": 5}), book)) == {"a.x": 1}


def test_a_what_if_leaves_the_rule_out_and_says_it_cannot_be_sold(tmp_path: Path) -> None:
    sold = [component("a.x", 5, {"power": 1}), component("b.x", 6, {"power": 1})]
    book = rulebook(tmp_path, sold, rules=[rule("R-1", "not selected(a.x)")])
    outcome = cf.recommend(profile({"power": 1}), book, without=["R-1"])
    assert bought(outcome) == {"a.x": 1}
    assert outcome.to_json()["sellable"] is False


def test_leaving_out_a_rule_there_is_not_names_the_nearest(tmp_path: Path) -> None:
    book = rulebook(tmp_path, [component("a.x", 5, {"power": 1})], rules=[rule("SEC-004", "true")])
    with pytest.raises(ProfileError, match=r"there is no rule 'SEC-04'[^?]*did you mean 'SEC-004'"):
        cf.recommend(profile({}), book, without=["SEC-04"])


def test_law_in_force_later_than_the_profile_does_not_bind_it(tmp_path: Path) -> None:
    sold = [component("a.x", 5, {"power": 1}), component("b.x", 6, {"power": 1})]
    book = rulebook(tmp_path, sold, rules=[rule("LAW-1", "not selected(a.x)", effective_from="2026-11-23")])
    assert bought(cf.recommend(profile({"power": 1}), book)) == {"a.x": 1}
    assert bought(cf.recommend(profile({"power": 1}, date="2026-11-23"), book)) == {"b.x": 1}


def test_every_item_says_what_asks_for_it(tmp_path: Path) -> None:
    sold = [component("a.x", 5, {"power": 1}), component("b.audit", 6)]
    book = rulebook(tmp_path, sold, rules=[rule("SEC-1", "selected(a.x) implies selected(b.audit)")])
    outcome = cf.recommend(profile({"power": 1}), book)
    assert isinstance(outcome, cf.Optimal)
    told = {item.component: ([reason.rule for reason in item.because], item.origin) for item in outcome.package.items}
    assert told == {"a.x": (["SIZ-POWER-1"], "optimiser"), "b.audit": (["SEC-1"], "rule")}


def test_the_same_question_gets_the_same_bytes_but_for_the_wall_time(tmp_path: Path) -> None:
    book = rulebook(tmp_path, [component("a.x", 5, {"power": 1}), component("b.x", 5, {"power": 1})])
    first, second = (cf.recommend(profile({"power": 3}), book).to_json() for _ in range(2))
    first["solver"].pop("wall_ms")
    second["solver"].pop("wall_ms")
    assert first == second


def test_the_shape_of_a_recommendation_is_the_contracts(tmp_path: Path) -> None:
    book = rulebook(tmp_path, [component("a.x", 5, {"power": 1})])
    told = cf.recommend(profile({"power": 3}), book).to_json()
    assert set(told) >= {"outcome", "reproducible", "stages", "package", "coverage", "totals", "rulebook", "solver"}
    assert [stage["goal"] for stage in told["stages"]] == [
        "coverage",
        "preferences",
        "total_contract",
        "components",
        "order",
    ]
    (item,) = told["package"]["items"]
    assert set(item) >= {"component", "sites", "per_site", "quantity", "origin", "because", "charges"}
    assert item["charges"][0]["unit_list"] == "5.00"
    assert told["totals"]["total_contract"] == "180.00"
    assert told["stages"][2]["value"] == "180.00"


def test_notebooks_show_a_table_with_names_made_harmless(tmp_path: Path) -> None:
    sold = [component("a.x", 5, {"power": 1}, name={"en": "<b>x", "zh": "<b>x"})]
    outcome = cf.recommend(profile({"power": 1}), rulebook(tmp_path, sold))
    assert isinstance(outcome, cf.Optimal)
    html = outcome._repr_html_()
    assert "&lt;b&gt;x" in html
    assert "60.00 CNY" in html


def test_a_refusal_shows_its_conflict_in_notebooks_and_consoles(tmp_path: Path) -> None:
    book = rulebook(tmp_path, [component("a.x", 5, {"power": 1})])
    outcome = cf.recommend(profile({"power": 3}, budget={"monthly": 5}), book)
    assert repr(outcome) == "<Infeasible: budget monthly, need power can't hold together>"
    assert isinstance(outcome, cf.Infeasible)
    assert "<b>monthly</b>" in outcome._repr_html_()


def test_a_profile_without_a_date_is_sent_back(tmp_path: Path) -> None:
    book = rulebook(tmp_path, [component("a.x", 5, {"power": 1})])
    with pytest.raises(ProfileError, match="the profile has no date"):
        cf.recommend(small.profile({"power": 1}, date=None), book)


def test_amounts_beyond_exact_arithmetic_are_refused_not_rounded(tmp_path: Path) -> None:
    most = {"min": 1, "max": 10_000_000}
    sold = [component(f"a.by_{n}", 9_999_999_999_999, {"power": n}, quantity=most) for n in (1, 2)]
    with pytest.raises(InputError, match="too large to be added up exactly"):
        cf.recommend(profile({"power": 9_000_000}), rulebook(tmp_path, sold))


def test_a_search_cut_short_has_something_to_give_and_tells_its_gap() -> None:
    book = cf.load_rulebook("telco_enterprise")
    example = cf.load_profile(folder("rules") / "telco_enterprise" / "examples" / "manufacturer.yaml")
    tiny = cf.recommend(example, book, cf.Limits(deterministic_time=1e-6))
    assert isinstance(tiny, cf.Feasible)
    assert 2 * tiny.package.weighted_coverage > 1
    assert [stage.proven for stage in tiny.stages] == [False] * 5
    tight = changed(example, "budget.monthly", "116000")  # not everything fits, and which needs do takes a while
    something = cf.recommend(tight, book, cf.Limits(deterministic_time=0.2))
    assert isinstance(something, cf.Feasible)
    first = something.to_json()["stages"][0]
    assert not first["proven"]
    assert first["gap"] > 0
    assert not something.within_gap


def test_a_rule_that_asks_an_unknown_fact_sends_the_profile_back_with_its_name(tmp_path: Path) -> None:
    sold = [component("a.x", 5, {"power": 1})]
    book = rulebook(tmp_path, sold, rules=[rule("R-1", "customer.revenue > 5 implies selected(a.x)")])
    with pytest.raises(ProfileError) as told:
        cf.recommend(profile({"power": 1}), book)
    (fault,) = told.value.diagnostics
    assert fault.message == "R-1 can't be worked out: customer.revenue isn't known"
    assert fault.help == "state customer.revenue in the profile"


def test_what_costs_nothing_is_still_chosen_and_proven(tmp_path: Path) -> None:
    book = rulebook(tmp_path, [component("a.x", 0, {"power": 1})])
    assert bought(cf.recommend(profile({"power": 3}), book)) == {"a.x": 3}
    assert isinstance(cf.recommend(profile({"power": 30}), book), cf.Infeasible)


def test_an_answer_within_the_gap_tells_the_cost_of_the_package_it_gives() -> None:
    book = cf.load_rulebook("telco_enterprise")
    example = cf.load_profile(folder("rules") / "telco_enterprise" / "examples" / "manufacturer.yaml")
    outcome = cf.recommend(example, book, cf.Limits(gap=0.3))
    assert isinstance(outcome, cf.Feasible)
    assert outcome.stages[2].value == outcome.package.totals.total_contract
    assert not any(stage.proven for stage in outcome.stages[2:])
    assert outcome.within_gap


def test_a_recommended_package_holds_when_it_comes_alone() -> None:
    book = cf.load_rulebook("telco_enterprise")
    example = cf.load_profile(folder("rules") / "telco_enterprise" / "examples" / "clinic.yaml")
    package = cf.recommend(example, book).to_json()["package"]
    assert cf.verify(example, book, package) == ()


@pytest.mark.parametrize(
    "limits", [(0, 0), (-1, 0), (float("nan"), 0), (float("inf"), 0), (60, -1), (60, float("nan"))]
)
def test_limits_nobody_can_search_within_are_refused(limits: tuple[float, float]) -> None:
    with pytest.raises(InputError, match="can't be searched within"):
        cf.Limits(*limits)


def test_rules_to_leave_out_may_come_from_a_generator(tmp_path: Path) -> None:
    book = rulebook(tmp_path, [component("a.x", 5, {"power": 1})], rules=[rule("R-1", "not selected(a.x)")])
    assert not cf.recommend(profile({"power": 1}), book, without=(id for id in ["R-1"])).sellable


def test_a_stop_from_another_thread_ends_the_search_with_what_is_known() -> None:
    book = cf.load_rulebook("telco_enterprise")
    example = cf.load_profile(folder("rules") / "telco_enterprise" / "examples" / "manufacturer.yaml")
    stop = cf.Stop()
    told: list[cf.Outcome] = []
    search = Thread(target=lambda: told.append(cf.recommend(example, book, stop=stop)))
    search.start()
    stop.now()
    search.join(timeout=60)
    (outcome,) = told
    assert isinstance(outcome, cf.Unproven | cf.Feasible)
    assert outcome.to_json()["reproducible"] is False


def test_an_answer_that_the_clock_cut_short_says_so() -> None:
    book = cf.load_rulebook("telco_enterprise")
    example = cf.load_profile(folder("rules") / "telco_enterprise" / "examples" / "manufacturer.yaml")
    outcome = cf.recommend(example, book, cf.Limits(wall_time=0.001))
    assert isinstance(outcome, cf.Unproven)
    assert outcome.to_json()["reproducible"] is False
    assert cf.recommend(example, book, cf.Limits(wall_time=600)).to_json()["reproducible"] is True


def test_the_clock_is_looked_at_while_the_problem_is_built() -> None:
    book = cf.load_rulebook("telco_enterprise")
    sites = [{"name": f"site {users}", "kind": "store", "users": users} for users in range(2, 202)]
    shops = {"name": "Shops", "industry": "retail", "employees": 1000}
    chain = small.profile([{"need": "internet_access"}], customer=shops, sites=sites)
    outcome = cf.recommend(chain, book, cf.Limits(wall_time=1e-6))
    assert isinstance(outcome, cf.Unproven)
    assert outcome.known.en == "the time was over before the search could begin"


@pytest.mark.parametrize("limits", [{"wall_time": 0}, {"wall_time": float("nan")}, {"deterministic_time": -1}])
def test_limits_that_leave_no_time_are_refused(limits: dict[str, float]) -> None:
    with pytest.raises(InputError, match="can't be searched within"):
        cf.Limits(**limits)
