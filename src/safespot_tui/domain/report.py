"""An incident that somebody reported; a conversation may belong to one."""

from datetime import datetime

from msgspec import Struct

from safespot_tui.domain.ids import ReportId, UserId
from safespot_tui.domain.text import SafeText


class Report(Struct, frozen=True):
    """The part of a report that a conversation shows."""

    id: ReportId
    title: SafeText
    category: SafeText
    description: SafeText = SafeText("")
    place: SafeText = SafeText("")
    """Its address or zone, in words."""
    status: SafeText = SafeText("")
    author_id: UserId | None = None
    happened_at: datetime | None = None
    image_urls: tuple[SafeText, ...] = ()
