"""HTML of which every text is escaped, because nothing else can be put into it."""

from html import escape


class Markup(str):
    """A piece of HTML that `tag` made."""

    __slots__ = ()


Content = Markup | str | None
"""What an element holds: a `str` is text, whoever wrote it; None is nothing."""


def tag(name: str, /, *contents: Content, **attributes: str | bool) -> Markup:
    """An element. `class_` stands for `class`; an attribute that is True has no value."""
    opening = name + "".join(_attribute(key, value) for key, value in attributes.items())
    return Markup(f"<{opening}>{joined(*contents)}</{name}>")


def void(name: str, /, **attributes: str | bool) -> Markup:
    """An element that holds nothing and is not closed: `input`, `meta`."""
    return Markup(f"<{name}{''.join(_attribute(*each) for each in attributes.items())}>")


def joined(*contents: Content) -> Markup:
    """One after the other."""
    return Markup("".join(map(_escaped, contents)))


def _escaped(content: Content) -> str:
    if content is None:
        return ""
    return content if isinstance(content, Markup) else escape(content)


def _attribute(key: str, value: str | bool) -> str:
    name = key.removesuffix("_").replace("_", "-")
    if isinstance(value, bool):
        return f" {name}" if value else ""
    return f' {name}="{escape(value)}"'
