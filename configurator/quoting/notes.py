"""How a charge is counted and paid, in words: percentage, use and allowance, packages, minimum, free months, ramps."""

from decimal import Decimal

from configurator.quoting.bill import MONTHS, View
from configurator.quoting.writer import Writer


def charge_notes(writer: Writer, charge: View) -> tuple[str, ...]:
    """A sentence for each thing that a price and a quantity don't tell; none for most charges."""
    return (*_counted(writer, charge), *_paid(writer, charge))


def _counted(writer: Writer, charge: View) -> list[str]:
    notes = []
    if "share" in charge:
        notes.append(writer.say("note.share", percent=writer.wording.percent(charge["share"])))
    metering = charge.get("metering")
    if metering and charge["type"] == "usage":
        key = "note.allowance" if metering["allowance"] else "note.use"
        used, allowance = writer.quantity(metering["used"]), writer.quantity(metering["allowance"])
        notes.append(writer.say(key, used=used, allowance=allowance))
    if metering and metering["block"] > 1:
        block, billed = writer.quantity(metering["block"]), writer.quantity(metering["billed"])
        notes.append(writer.say("note.package", block=block, billed=billed))
    if "minimum" in charge:
        notes.append(writer.say("note.minimum", amount=writer.amount(charge["minimum"])))
        short = sum((Decimal(a["amount"]) for a in charge["waterfall"] if a["step"] == "minimum"), Decimal(0))
        if short:
            notes.append(writer.say("note.shortfall", amount=writer.amount(short)))
    return notes


def _paid(writer: Writer, charge: View) -> list[str]:
    notes = []
    if charge.get("free_periods"):
        months = charge["free_periods"] * MONTHS[charge["period"]]
        notes.append(writer.say("note.free", count=months))
    runs = [run for run in charge.get("schedule", ()) if Decimal(run["net"])]
    if len({run["net"] for run in runs}) > 1:
        told = [writer.say("note.run", periods=run["periods"], amount=writer.amount(run["net"])) for run in runs]
        notes.append(writer.say("note.ramp", runs=writer.wording.listing(told)))
    if charge.get("paid") == "arrears":
        notes.append(writer.say("note.arrears"))
    return notes
