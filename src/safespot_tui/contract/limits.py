"""Sizes and times both sides agree on."""

MAX_BODY_BYTES = 64 * 1024
MAX_MESSAGE_CHARACTERS = 8_000
MAX_ALIAS_CHARACTERS = 40
MAX_NAME_CHARACTERS = 80
MAX_ICON_CHARACTERS = 16
MAX_EMOJI_CHARACTERS = 16
MIN_PASSWORD_CHARACTERS = 8
MAX_PASSWORD_CHARACTERS = 256
MAX_MEMBERS_PER_REQUEST = 200
MAX_IMAGE_BYTES = 5 * 1024 * 1024
MAX_IMAGE_PIXELS = 40_000_000
"""More than any telephone takes; a file of a few kilobytes can unfold to gigabytes."""
MAX_REASON_CHARACTERS = 500
MAX_NOTE_CHARACTERS = 2_000
MAX_CASES = 1_000
"""In a snapshot: those that have waited longest."""
MAX_PAGE = 200
DEFAULT_PAGE = 50
MAX_SEARCH_CHARACTERS = 400
MAX_SEARCH_NAMES = 50
"""People, or conversations, that one search may be about."""
HEARTBEAT_SECONDS = 10.0
TYPING_SECONDS = 6.0
"""A typing sign is forgotten after this long unless it is renewed."""

ORIGIN_HEADER = "X-Origin-Client-Id"
"""Which window of the user makes a request; it comes back as `originClientId` in the event."""
