"""Who sends messages: a connection that is kept, one request after the other."""

import json
import re
import socket
import threading
import time
import uuid
from collections.abc import Sequence

from bench.server.program import Program
from bench.server.town import Person

MARK = "sent-at:"
"""Stands before the moment of sending, as `DIGITS` digits of nanoseconds of the monotonic clock."""
DIGITS = 18

_WORDS = "¿Alguien sabe algo del corte de luz?"
_CREATED = b"HTTP/1.1 201 "
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *([0-9]+)")


class Sender:
    """One person at one conversation.

    A plain socket: an HTTP library would take as long to ask as the server to answer.
    """

    def __init__(self, program: Program, person: Person, conversation_id: str) -> None:
        self._socket = socket.create_connection((program.host, program.port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = (
            f"POST /conversations/{conversation_id}/messages HTTP/1.1\r\nHost: bench\r\n"
            f"Authorization: Bearer {person.token}\r\nContent-Type: application/json\r\n"
        )

    def send(self, words: str = _WORDS, moment: int | None = None) -> None:
        """Have one message accepted, which says when it was sent, or when it was due."""
        moment = time.monotonic_ns() if moment is None else moment
        body = json.dumps(
            {
                "client_message_id": str(uuid.uuid4()),
                "content": f"{words} {MARK}{moment:0{DIGITS}d}",
            }
        )
        self._socket.sendall(f"{self._head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        answer = self._answer()
        if not answer.startswith(_CREATED):
            raise RuntimeError(f"not accepted: {answer[:400]!r}")

    def _answer(self) -> bytes:
        came = b""
        while True:
            some = self._socket.recv(65_536)
            if not some:
                raise RuntimeError("the server hung up")
            came += some
            head, end, body = came.partition(b"\r\n\r\n")
            length = _LENGTH.search(head)
            if end and length is not None and len(body) >= int(length[1]):
                return came


def send_each(senders: Sequence[Sender], count: int) -> float:
    """Every sender sends so many, all at the same time; the seconds it took."""

    def run(sender: Sender) -> None:
        for _ in range(count):
            sender.send()

    threads = [threading.Thread(target=run, args=(sender,)) for sender in senders]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - started


def send_evenly(sender: Sender, count: int, per_second: float) -> None:
    """Send so many in a second, or as many as are accepted, one after the other.

    Each says when it was due: what is late because others were late counts as late.
    """
    started = time.monotonic_ns()
    for number in range(count):
        due = started + int(number / per_second * 1e9)
        time.sleep(max(0.0, (due - time.monotonic_ns()) / 1e9))
        sender.send(moment=due)
