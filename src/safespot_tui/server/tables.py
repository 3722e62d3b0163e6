"""All tables that there are: what is made, and compared, is complete once they are declared."""

from safespot_tui.server.moderation import schema as moderation
from safespot_tui.server.schema import metadata

__all__ = ("metadata", "moderation")
