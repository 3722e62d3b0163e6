"""Addresses in what strangers wrote: which may be opened, and what the user is shown before.

A link says where it leads by its host, so that is shown in full and in letters that cannot be
mistaken: `аpple.com` with a Cyrillic а is shown as `xn--pple-43d.com`.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NewType
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from msgspec import Struct

from safespot_tui.domain.text import SafeText, safe_line

OpenableUrl = NewType("OpenableUrl", str)
"""An address that may be handed to a browser, once the user has seen its host and agreed."""

SCHEMES = frozenset({"http", "https", "mailto"})
MAX_CHARACTERS = 2048
_MAX_HOST_CHARACTERS = 253
_MAX_LABEL_CHARACTERS = 63
_WRITTEN_OTHERWISE = frozenset("ßς")

_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"'`{}|\\^\x00-\x20\x7f-\x9f]+", re.IGNORECASE)
_ENCODED = re.compile(r"(?:https?://|mailto:)[!-~]+")
_KEPT = "%/?:@!$&'()*+,;=-._~[]"
"""What stands in an address for itself."""

_AFTER_A_LINK = ".,;:!?…)]}»”’*_~"
_SCRIPTS_WRITTEN_TOGETHER = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"CJK", "HANGUL"}),
    frozenset({"CJK", "BOPOMOFO"}),
)


class Link(Struct, frozen=True):
    """Where a link leads."""

    url: OpenableUrl
    host: SafeText
    """As it is to be shown; of an e-mail address, what stands behind the “@”."""
    encrypted: bool

    @property
    def is_registered(self) -> bool:
        """Whether the host is shown as it is registered, since its letters could deceive."""
        return any(label.startswith("xn--") for label in self.host.split("."))


def links_in(text: str) -> tuple[Link, ...]:
    """The links that stand in `text`, in order, each as often as it stands there."""
    found = (link_of(match[0].rstrip(_AFTER_A_LINK)) for match in _LINK.finditer(text))
    return tuple(link for link in found if link is not None)


def link_places(text: str) -> Sequence[tuple[int, int]]:
    """Where the links stand in `text`, first to last character, the end excluded."""
    places: list[tuple[int, int]] = []
    for match in _LINK.finditer(text):
        address = match[0].rstrip(_AFTER_A_LINK)
        if link_of(address) is not None:
            places.append((match.start(), match.start() + len(address)))
    return places


def link_of(address: str) -> Link | None:
    """`address` as a link; None for what must not be opened.

    That is everything but http, https and mailto, what holds a user name or a password (which is
    how one host is made to look like another), and what a terminal or a browser reads otherwise
    than people do.
    """
    if len(address) > MAX_CHARACTERS or safe_line(address) != address or " " in address:
        return None
    try:
        parts = urlsplit(address)
        host = _host(parts)
        _ = parts.port  # raises for one that is none
    except ValueError:
        return None
    if parts.scheme not in SCHEMES or not host or "\\" in address or "@" in parts.netloc:
        return None
    if "%" in host:  # a browser reads `%2e` as a dot, people do not
        return None
    shown = shown_host(host)
    if not shown:
        return None
    return Link(OpenableUrl(address), shown, encrypted=parts.scheme == "https")


def encoded(link: Link) -> str:
    """The address in ASCII without blanks, as a terminal can be told it; empty if there is none.

    Its host is as it is registered, everything else in per cent.
    """
    parts = urlsplit(link.url)
    try:
        netloc = parts.netloc
        if not netloc.isascii():
            port = "" if parts.port is None else f":{parts.port}"
            netloc = ".".join(map(_registered, (parts.hostname or "").split("."))) + port
    except ValueError:
        return ""
    rest = (quote(part, safe=_KEPT) for part in (parts.path, parts.query, parts.fragment))
    url = urlunsplit((parts.scheme, netloc, *rest))
    return url if len(url) <= MAX_CHARACTERS and _ENCODED.fullmatch(url) else ""


def shown_host(host: str) -> SafeText:
    """`host` as it may be shown: in its own letters, or in punycode where these could deceive.

    A label of one script, or of scripts that are written together, is left alone; one of
    letters that look Latin and are not, or of several scripts, is shown as it is registered. Empty
    for what is no host at all.
    """
    host = unicodedata.normalize("NFKC", host).rstrip(".").lower()
    if not host or len(host) > _MAX_HOST_CHARACTERS:
        return SafeText("")
    try:
        return safe_line(".".join(map(_shown_label, host.split("."))))
    except UnicodeError:
        return SafeText("")


def _shown_label(label: str) -> str:
    if not label:
        raise UnicodeError("an empty label")
    if label.isascii():
        return label
    registered = _registered(label)
    return registered if _deceives(label) else label


def _registered(label: str) -> str:
    """A label in ASCII. Raises `UnicodeError` for one that has no such form.

    Python writes `ß` as `ss` and a final sigma as any other, as was the rule in 2003; a browser
    goes by that of 2008, and to another host.
    """
    registered = label.encode("idna").decode("ascii")
    if not _WRITTEN_OTHERWISE.isdisjoint(label):
        registered = (
            "xn--" + unicodedata.normalize("NFKC", label.lower()).encode("punycode").decode()
        )
    if len(registered) > _MAX_LABEL_CHARACTERS:
        raise UnicodeError("a label too long")
    return registered


def _deceives(label: str) -> bool:
    """Whether the letters of a label are of several scripts, or of one that is read as Latin."""
    scripts = {_script(letter) for letter in label if letter != "-" and not letter.isdigit()}
    if any(scripts <= together for together in _SCRIPTS_WRITTEN_TOGETHER):
        return False
    if scripts == {"LATIN"}:
        return not all(map(_is_everyday_latin, label))
    return len(scripts) != 1 or scripts <= _LOOKS_LATIN


def _is_everyday_latin(letter: str) -> bool:
    """Whether a Latin letter is one of a keyboard, and not an alpha or an i without its dot."""
    return unicodedata.normalize("NFKD", letter)[0].isascii() or letter in _EVERYDAY_LATIN


_EVERYDAY_LATIN = "ßæøœłđðþħ"
_LOOKS_LATIN = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})


def _script(letter: str) -> str:
    """The first word of a letter's name in Unicode, which names its script."""
    return unicodedata.name(letter, "UNKNOWN").split(" ", 1)[0]


def _host(parts: SplitResult) -> str:
    if parts.scheme == "mailto":
        return parts.path.rpartition("@")[2]
    return parts.hostname or ""
