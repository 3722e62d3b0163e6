"""A screen's SVG, such that a page can hold it: nothing in it is fetched, and nothing in it runs.

It is read as XML and written anew, with those elements and attributes that Rich uses and no others.
"""

import re
from html import escape
from xml.etree.ElementTree import Element, ParseError, fromstring

from safespot_tui.stage.report.markup import Markup

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_ELEMENTS = {"svg", "style", "defs", "clipPath", "g", "rect", "circle", "text"}
_ATTRIBUTES = {
    "class", "clip-path", "cx", "cy", "fill", "height", "id", "r", "rx", "shape-rendering",
    "stroke", "stroke-width", "text-anchor", "textLength", "transform", "viewBox", "width", "x",
    "y",
}  # fmt: skip
_FETCHED_FONT = re.compile(r"@font-face\s*\{[^}]*\}")
_FETCHES = re.compile(r"""@import|url\((?!#)|\\""", re.IGNORECASE)
_PREFIX = re.compile(r"\bterminal-\d+")
"""Of what Rich names; what is alike on two screens has the same one."""


def picture(svg: str, prefix: str, label: str) -> Markup | None:
    """The SVG as a part of a page, its names beginning with `prefix`; `label` says what it shows.

    None for what is no SVG of a screen.
    """
    if "<!DOCTYPE" in svg:
        # Without one there are no entities that could grow.
        return None
    try:
        root = fromstring(svg)  # noqa: S314
        if root.tag != f"{_NAMESPACE}svg":
            return None
        drawn = _written(root, prefix)
    except (ParseError, _Foreign):
        return None
    opening = f'<svg role="img" aria-label="{escape(label)}"'
    return Markup(opening + drawn.removeprefix("<svg"))


class _Foreign(Exception):
    """Something that Rich does not write."""


def _written(element: Element, prefix: str) -> str:
    name = element.tag.removeprefix(_NAMESPACE)
    if name not in _ELEMENTS or not element.attrib.keys() <= _ATTRIBUTES:
        raise _Foreign(name)
    attributes = "".join(
        f' {key}="{escape(_own(value, prefix))}"' for key, value in element.attrib.items()
    )
    text = element.text or ""
    if name == "style":
        text = _own(_FETCHED_FONT.sub("", text), prefix)
    inside = "".join(_written(each, prefix) + escape(each.tail or "") for each in element)
    return f"<{name}{attributes}>{escape(text, quote=False)}{inside}</{name}>"


def _own(value: str, prefix: str) -> str:
    """A value or a style with our names."""
    if _FETCHES.search(value):
        raise _Foreign(value)
    return _PREFIX.sub(prefix, value)
