"""Where the shipped data lies: beside the package in a checkout, under it in an installed wheel."""

from pathlib import Path

from configurator.errors import ConfiguratorError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The shipped data folder of that name, `rules` or `quote_templates`."""
    for home in (_PACKAGE, _PACKAGE.parent):
        if (home / name).is_dir():
            return home / name
    raise ConfiguratorError(f"no shipped data folder '{name}' in {_PACKAGE} or beside it")
