"""The magic ``%typed_torch``, which switches the display of tensors."""

from __future__ import annotations

from typing import Any

from typed_torch._notebook.display import ShownTensors

__all__ = ["Magic"]

_NAME = "typed_torch"


class Magic:
    """``%typed_torch histograms on`` and ``off``."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._shown: ShownTensors | None = None
        self._before = shell.magics_manager.magics["line"].get(_NAME)
        self._installed = self.typed_torch
        shell.register_magic_function(self._installed, "line", _NAME)

    def typed_torch(self, line: str) -> None:
        """Show the last value of a cell, if it is a tensor, with its dtype, device, shape and a histogram.

        %typed_torch histograms on
        %typed_torch histograms off
        %typed_torch                   what is on
        """
        words = line.split()
        if words in (["histograms", "on"], ["histograms"]):
            self._shown = self._shown or ShownTensors(self._shell)
        elif words == ["histograms", "off"]:
            self._hide()
        elif words:
            from IPython.core.error import UsageError

            raise UsageError(f"%typed_torch takes `histograms on` or `histograms off`, got `{line}`")
        else:
            print(f"histograms {'on' if self._shown else 'off'}")

    def remove(self) -> None:
        """Show tensors as before, and take the magic out."""
        self._hide()
        lines = self._shell.magics_manager.magics["line"]
        if lines.get(_NAME) != self._installed:
            return
        if self._before is None:
            del lines[_NAME]
        else:
            lines[_NAME] = self._before

    def _hide(self) -> None:
        if self._shown is not None:
            self._shown.remove()
            self._shown = None
