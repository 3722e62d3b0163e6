"""What a search has brought: values, for whoever shows them and looks for nothing."""

from enum import StrEnum

from msgspec import Struct

from safespot_tui.domain.ids import SearchCursor
from safespot_tui.domain.message import Message
from safespot_tui.domain.search import MessageSearch, Span
from safespot_tui.domain.search_query import Misunderstood
from safespot_tui.domain.text import SafeText


class Searched(StrEnum):
    """Where was looked."""

    SERVER = "server"
    MEANWHILE = "meanwhile"
    """In what is stored here; the server is being asked."""
    OFFLINE = "offline"
    """In what is stored here, because the server cannot be asked now."""
    HERE = "here"
    """In what is stored here, because the server cannot search."""


class Hit(Struct, frozen=True):
    """A message that was looked for, and where in its words what was looked for stands."""

    message: Message
    text: SafeText
    """The words that it was found by: of an image, the caption."""
    found: tuple[Span, ...]


class SearchPage(Struct, frozen=True):
    """Some hits, the newest first."""

    search: MessageSearch
    where: Searched
    hits: tuple[Hit, ...] = ()
    next: SearchCursor | None = None
    """Where the next page begins; None if there is none."""
    is_whole: bool = True
    """Whether everything there was looked at: an index may still be on its way."""
    misunderstood: tuple[Misunderstood, ...] = ()
    """What of the query was passed over, or names nobody."""
    reason: SafeText = SafeText("")
    """Why the server could not be asked, as a sentence."""
