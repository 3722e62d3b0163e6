"""The endpoints, area by area."""

from ..router import Router
from . import auth, images, messages, notifications, presence, realtime, reports, rooms, users

ALL = Router()
"""Everything that the real server answers to, as far as a chat client asks."""
ALL.include(
    auth.router,
    users.router,
    reports.router,
    notifications.router,
    presence.router,
    rooms.router,
    messages.router,
    images.router,
    realtime.router,
)
