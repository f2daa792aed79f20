"""Writing a finished document: whole or not at all."""

import os
import tempfile
from pathlib import Path

from configurator.errors import RenderError


def check_place(path: Path) -> None:
    """RenderError when a file can't be written there; asked before the work of rendering, not after."""
    if path.is_dir():
        raise RenderError(f"{path} is a folder", help="name a file in it")
    if not path.parent.is_dir():
        raise RenderError(f"there is no folder {path.parent}", help="create it first")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise RenderError(f"the folder {path.parent} can't be written to", help="choose another, or change its rights")


def write_whole(path: Path, content: bytes) -> Path:
    """Writes beside the target and renames, so that a reader never meets half a document."""
    check_place(path)
    temporary: str | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = file.name
            file.write(content)
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise RenderError(
            f"{path} can't be written: {error.strerror or error}", help="check the space and rights there"
        ) from error
    return path


def _umask() -> int:
    # The process's mask can only be read by setting it.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
