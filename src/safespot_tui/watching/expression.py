"""Regular expressions that cannot take long, whatever is written to them.

They are matched by the engine that pydantic brings along (Rust's `regex`): its time grows with the
length of the text and no faster, because it never goes back. How much it does for each character
grows with the expression, repetitions written out: so that is bounded here.

Case and accents do not matter, as in the search: text is folded, and so are the letters beyond
ASCII of the expression. Those within ASCII are matched in either case, for `\\W` is not `\\w`.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from safespot_tui.domain.folding import fold
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.watching.rule import BadRule

MAX_CHARACTERS = 500
MAX_ATOMS = 200
"""Characters and classes, with repetitions written out."""

_ATOM = re.compile(
    r"\\[pPxuU]\{[^}]*\}|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\(\?[^:)]*[:)]|.", re.DOTALL
)
_COUNT = re.compile(r"\{\s*(\d+)\s*(,?)\s*(\d*)\s*\}")


@lru_cache(maxsize=256)
def compiled(source: str) -> Callable[[str], bool]:
    """Whether the expression is found in a text that `plain` has made. Raises `BadRule`."""
    # The screen that has no such rule need not wait for it.
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    if not source or len(source) > MAX_CHARACTERS:
        problem = _("a regular expression has 1 to {n} characters.")
        raise BadRule(problem.format(n=MAX_CHARACTERS))
    if atoms(source) > MAX_ATOMS:
        problem = _(
            "this expression is too large: written out, without {{n}}, it has more than {n} signs. "
            "Words are better listed in “words”."
        )
        raise BadRule(problem.format(n=MAX_ATOMS))
    folded = "".join(each if each.isascii() else fold(each) for each in source)
    schema = core_schema.str_schema(pattern=f"(?i){folded}", regex_engine="rust-regex")
    try:
        return SchemaValidator(schema).isinstance_python
    except SchemaError as error:
        *_others, reason = str(error).splitlines()
        problem = _("this is no regular expression that can be used: {reason}.")
        reason = safe_line(reason.strip().removeprefix("error: ").rstrip("."))
        raise BadRule(problem.format(reason=reason)) from None


def atoms(source: str) -> int:
    """How many characters and classes an expression has, its counted repetitions written out."""
    groups, last, at = [0], 0, 0
    while at < len(source):
        if last and (count := _COUNT.match(source, at)) is not None:
            least, comma, most = count.groups()
            times = max(int(most or least) + (bool(comma) and not most), 1)
            groups[-1] += last * (times - 1)
            last *= times
            at = count.end()
            continue
        found = _ATOM.match(source, at)
        atom = found[0] if found is not None else source[at]
        at += len(atom)
        if atom == "(" or (atom.startswith("(?") and atom.endswith(":")):
            groups.append(0)
            last = 0
        elif atom == ")" and len(groups) > 1:
            last = groups.pop()
            groups[-1] += last
        elif atom.startswith("(?"):
            last = 0
        elif atom not in "*+?|^$":
            last = 1
            groups[-1] += 1
    return sum(groups)
