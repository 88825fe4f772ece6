"""Tracebacks of designed errors: the lines of the caller and none of ours, since the words say all there is to say.

The function that the caller called catches the error, calls ``hide_frames`` and raises it again with a bare ``raise``,
which adds no frame. A call that succeeds pays nothing for that, as it would for a decorator.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

__all__ = ["PACKAGE", "hide_frames"]

PACKAGE = f"{Path(__file__).parent}{os.sep}"
"""What the name of every file of typed_torch begins with."""


def hide_frames(error: BaseException, *others: str) -> None:
    """Take our frames out of the traceback of ``error``, and those of files that begin with one of ``others``."""
    links = []
    link = error.__traceback__
    while link is not None:
        if not link.tb_frame.f_code.co_filename.startswith((PACKAGE, *others)):
            links.append(link)
        link = link.tb_next
    error.__traceback__ = None
    for link in reversed(links):
        error.__traceback__ = TracebackType(error.__traceback__, link.tb_frame, link.tb_lasti, link.tb_lineno)
