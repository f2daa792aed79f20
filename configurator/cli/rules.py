"""The command group `rules`: the workbench of presales engineers and product managers."""

import click

from configurator.cli.rules_check import check
from configurator.cli.rules_diff import diff
from configurator.cli.rules_fmt import fmt
from configurator.cli.rules_tables import export_, import_
from configurator.cli.rules_test import coverage, test


@click.group()
def rules() -> None:
    """Test rulebooks like code: RULEBOOK is a shipped id (telco_enterprise) or a folder.

    \b
      configurator rules check telco_enterprise       what is wrong with it, or can never matter
      configurator rules test telco_enterprise        its rules' examples and its regression cases
      configurator rules coverage telco_enterprise    which rules those try
      configurator rules diff OLD NEW                 what a change does to every offer
    """


for command in (check, test, coverage, diff, fmt, export_, import_):
    rules.add_command(command)
