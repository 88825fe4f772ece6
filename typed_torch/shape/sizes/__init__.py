"""Arithmetic of sizes that are not numbers yet. Standard library only; no text is ever evaluated as code.

A ``Size`` is computed with as an ``int`` is, so a rule says ``(h + 2 * p - d * (k - 1) - 1) // s + 1`` once, for
numbers, symbols and what is unknown. Every size is held in normal form, a polynomial with floor division, and two
are ``==`` if their normal forms are.

**What equal means.** Symbols stand for any integers of 0 or more. Sizes are called equal only if they have the same
value for all of them, but where one divides by 0: there it is no size at all.

- A divisor cancels if it is 0 only where a symbol is: ``N * M // M`` is ``N``, since dividing by ``M`` says that ``M``
  is 1 or more. A divisor that is computed may be 0 for good sizes, and stays: ``(N // 2) // (N // 2)`` is an error
  where N is 1, so it is not 1, nor is ``(N - 1) * M // (N - 1)`` the same as ``M``.
- Nothing else takes a symbol to be 1 or more: ``max(N, 1)`` is not ``N``, since a batch may be empty.
- Only a refusal does: sizes are different, or cannot be equal, by symbols of 1 or more. That ``(0, 3136)`` may be
  viewed as ``(0, 4096)`` is no reason to let ``(B, 3136)`` be viewed as ``(B, 4096)``.

**Limits.** A size of more than 64 terms, of a term of more than 24 factors, of a quotient of more than 150 names and
operations or of coefficients past 128 bits is ``UNKNOWN``, and an error where it is written. A text has at most 500
characters and 40 levels.
"""

from typed_torch.shape.sizes.chosen import (
    Chosen,
    Held,
    chosen_for,
    default_that_parts,
    has_chosen,
    must_be_one,
    whatever_is_given,
)
from typed_torch.shape.sizes.comparing import Comparison, Verdict, compare, possibly_equal, surely_less, verdict
from typed_torch.shape.sizes.equating import equated
from typed_torch.shape.sizes.facts import Fact, implied, rewritten
from typed_torch.shape.sizes.named import Named
from typed_torch.shape.sizes.parsing import SizeSyntaxError, names_in, parse
from typed_torch.shape.sizes.size import UNKNOWN, Dim, Expression, Size, Symbol, Unknown, maximum, minimum
from typed_torch.shape.sizes.solving import Misfit, Solution, solve
from typed_torch.shape.sizes.substitution import substitute, symbols

__all__ = [
    "UNKNOWN",
    "Chosen",
    "Comparison",
    "Dim",
    "Expression",
    "Fact",
    "Held",
    "Misfit",
    "Named",
    "Size",
    "SizeSyntaxError",
    "Solution",
    "Symbol",
    "Unknown",
    "Verdict",
    "chosen_for",
    "compare",
    "default_that_parts",
    "equated",
    "has_chosen",
    "implied",
    "maximum",
    "minimum",
    "must_be_one",
    "names_in",
    "parse",
    "possibly_equal",
    "rewritten",
    "solve",
    "substitute",
    "surely_less",
    "symbols",
    "verdict",
    "whatever_is_given",
]
