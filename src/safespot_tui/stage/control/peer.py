"""Who is at the other end of a socket."""

import os
import socket
import struct

_CREDENTIALS = struct.Struct("3i")
"""Process, user and group, as Linux tells them."""


def is_own(connection: socket.socket) -> bool:
    """Whether it is the same user; True where the platform cannot tell: the file's mode can."""
    kind = getattr(socket, "SO_PEERCRED", None)
    if kind is None:
        return True
    raw = connection.getsockopt(socket.SOL_SOCKET, kind, _CREDENTIALS.size)
    _process, user, _group = _CREDENTIALS.unpack(raw)
    return user == os.geteuid()
