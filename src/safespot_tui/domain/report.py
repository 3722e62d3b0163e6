"""An incident that somebody reported; a conversation may belong to one."""

from msgspec import Struct

from safespot_tui.domain.ids import ReportId
from safespot_tui.domain.text import SafeText


class Report(Struct, frozen=True):
    """The part of a report that a conversation shows."""

    id: ReportId
    title: SafeText
    category: SafeText
