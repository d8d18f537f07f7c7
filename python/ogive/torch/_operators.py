"""The operators of all functions of the book, by name."""

from __future__ import annotations

from ogive import _core
from ogive._frameworks import learned

from ._operator import Operator

OPERATORS: dict[str, Operator] = {}


for _page in _core.book():
    _learned = learned(_page)
    if _learned == ("weight",):
        # One for each channel: a tensor in any case.
        OPERATORS[_page["name"]] = Operator(_page, _learned)
        continue
    _operator = OPERATORS[_page["name"]] = Operator(_page)
    if _learned:
        _operator.learned_form = Operator(_page, _learned, "_learned")
