"""Who sends messages: a connection that is kept, one request after the other."""

import http.client
import json
import threading
import time
import uuid
from collections.abc import Sequence

from bench.server.program import Program
from bench.server.town import Person

MARK = "sent-at:"
"""Stands before the moment of sending, as `DIGITS` digits of nanoseconds of the monotonic clock."""
DIGITS = 18


class Sender:
    """One person at one conversation."""

    def __init__(self, program: Program, person: Person, conversation_id: str) -> None:
        self._connection = http.client.HTTPConnection(program.host, program.port, timeout=60)
        self._path = f"/conversations/{conversation_id}/messages"
        self._headers = {
            "Authorization": f"Bearer {person.token}",
            "Content-Type": "application/json",
        }

    def send(self, words: str = "¿Alguien sabe algo del corte de luz?") -> None:
        """Have one message accepted."""
        body = {
            "client_message_id": str(uuid.uuid4()),
            "content": f"{words} {MARK}{time.monotonic_ns():0{DIGITS}d}",
        }
        self._connection.request("POST", self._path, json.dumps(body), self._headers)
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status != http.client.CREATED:
            raise RuntimeError(f"{answer.status}: {said[:200]!r}")


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
