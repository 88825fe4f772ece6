"""``Module``, whose call has the types of its ``forward``.

There are two of it: mypy reads ``forward`` through a property and keeps the first binding of a name; the others also
take a module for a callable when they read it through a descriptor, and keep the last binding.
"""
# mypy: disable-error-code="assignment, no-redef"

from ._module_by_property import Module as Module
from ._module_by_descriptor import Module as Module
