"""Whether the ids that decisions and `installed` name exist, and are counted where a rule says."""

from collections.abc import Mapping
from dataclasses import dataclass

from configurator.errors import did_you_mean
from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.evaluate import reference
from configurator.rulebook.language.vocabulary import ANYTHING, NUMBER, TRUTH, Fault, Kind, Vocabulary


@dataclass(frozen=True)
class Names:
    """What can be named where a formula stands, and the faults found so far."""

    vocabulary: Vocabulary
    scope: Mapping[str, str]  # subject or loop variable → subject
    decisions: bool
    faults: list[Fault]

    def fault(self, code: str, message: str, node: s.Node, help: str = "") -> Kind:
        self.faults.append(Fault(code, message, node.span, help))
        return ANYTHING

    def installed(self, node: s.Call) -> Kind:
        """`installed(id)`: of a component or a capability."""
        known = [*self.vocabulary.components, *self.vocabulary.capabilities]
        if len(node.arguments) != 1 or not isinstance(node.arguments[0], s.Name | s.Fact):
            return self.fault("E026", "installed takes the id of a component or capability", node, "write it bare")
        id = reference(node.arguments[0])
        if id not in known:
            message = f"there is no component or capability '{id}'"
            return self.fault("E022", message, node.arguments[0], did_you_mean(id, known))
        return Kind(NUMBER)

    def decision(self, node: s.Call) -> Kind:
        name, arguments = node.function, node.arguments
        if not self.decisions:
            return self.fault(
                "E029", f"{name}(…) is decided later than this formula is worked out", node, "use facts and tables only"
            )
        if len(arguments) > (1 if name == "met" else 2):
            also = "" if name == "met" else ", and a site if it is meant at one"
            return self.fault("E026", f"{name} takes an id{also}", node, f"write {name} once for each id")
        at = self._referred(name, arguments[0])
        if len(arguments) > 1:
            self._site(node, at)
        elif name == "supply" and at == "site" and self.vocabulary.capabilities[reference(arguments[0])][1] != "sum":
            self.fault(
                "E034", f"{reference(arguments[0])} doesn't add up over sites", node, "name the site: supply(…, site)"
            )
        return Kind(TRUTH if name in ("selected", "met") else NUMBER, decided=True)

    def _site(self, node: s.Call, at: str) -> None:
        site = node.arguments[1]
        if self.scope.get(reference(site)) != "site":
            help = "write it inside 'for each site: …' and name that loop's site"
            self.fault("E021", f"'{reference(site)}' isn't a site here", site, help)
        elif at == "deal":
            thing = reference(node.arguments[0])
            self.fault(
                "E034", f"{thing} is counted over the deal, not at a site", node, f"write {node.function}({thing})"
            )

    def _referred(self, function: str, node: s.Node) -> str:
        """Where what is referred to is counted: 'deal', 'site', or '' when unknown."""
        if not isinstance(node, s.Name | s.Fact):
            what = {"supply": "a capability", "met": "a need"}.get(function, "a component")
            help = f"write {function}({node.value})" if isinstance(node, s.Text) else "write the bare id"
            self.fault("E021", f"{function}(…) takes the id of {what}, not a value", node, help)
            return ""
        id = reference(node)
        vocabulary = self.vocabulary
        if function in ("qty", "selected"):
            if self.scope.get(id) == "component":
                return ""
            if id not in vocabulary.components:
                self.fault("E022", f"there is no component '{id}'", node, did_you_mean(id, vocabulary.components))
            return vocabulary.components.get(id, "")
        if function == "supply":
            if id not in vocabulary.capabilities:
                self.fault("E023", f"there is no capability '{id}'", node, did_you_mean(id, vocabulary.capabilities))
            return vocabulary.capabilities.get(id, ("", ""))[0]
        if id not in vocabulary.needs:
            self.fault("E025", f"there is no need '{id}'", node, did_you_mean(id, vocabulary.needs))
        return ""
