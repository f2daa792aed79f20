"""`python -m configurator`: the command line."""

from configurator.cli import main

main(prog_name="configurator")
