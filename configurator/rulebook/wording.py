"""The wording of a rulebook's documents: the file proposal.yaml."""

from typing import Annotated

from pydantic import Field

from configurator.records import Record, Whole, Wording


class Paragraph(Record):
    """A titled paragraph of the proposal."""

    title: Wording
    text: Wording


class Seller(Record):
    """Who offers."""

    name: Wording
    contact: Wording


class ProposalWording(Record):
    """The file proposal.yaml: what the documents say besides the package and its price."""

    seller: Seller
    title: Wording
    validity_days: Annotated[Whole, Field(ge=1, le=365)]
    confidentiality: Wording
    sla: tuple[Paragraph, ...] = ()
    delivery: tuple[Paragraph, ...] = ()
    terms: tuple[Wording, ...] = ()
    assumptions: tuple[Wording, ...] = ()
    exclusions: tuple[Wording, ...] = ()
    words: dict[str, Wording] = {}  # instead of the documents' own: message → text
