"""The approval matrix: who may give which discount, from the seller upwards."""

from typing import Annotated

from pydantic import Field

from configurator.records import Flag, Id, Number, Record, Wording


class Approver(Record):
    """A role, and the most it may give: percent off any line by hand, and prices below the floor or not."""

    id: Id
    name: Wording
    discount: Annotated[Number, Field(ge=0, le=100)]
    below_floor: Flag = False
