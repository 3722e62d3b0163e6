"""Speaks to its server as the app does, and does nothing else.

It draws the size it was given, then whatever is typed. Typing `leave` ends it, `crash` ends it by
mistake, which it says, and after `hang` it does not end when it is asked to. What becomes of it,
and its process id, it writes into the file that it is given.
"""

import json
import os
import sys
import time

FILE = sys.argv[1]


def draw(text: str) -> None:
    os.write(1, b"D" + len(text.encode()).to_bytes(4, "big") + text.encode())


def note(what: str) -> None:
    with open(FILE, "a") as file:
        file.write(f"{what} {os.getpid()}\n")


def read(size: int) -> bytes:
    data = sys.stdin.buffer.read(size)
    if len(data) < size:
        note("orphaned")
        raise SystemExit(0)
    return data


note("began")
os.write(1, b"__GANGLION__\n")
draw(f"{os.environ['COLUMNS']}x{os.environ['ROWS']} {os.environ.get('FLAVOUR')}")
while True:
    kind, size = read(1), int.from_bytes(read(4), "big")
    payload = read(size).decode()
    if kind == b"M":
        told = json.loads(payload)
        if told["type"] == "quit":
            note("ended")
            raise SystemExit(0)
        draw(payload)
    elif payload == "leave":
        note("left")
        raise SystemExit(0)
    elif payload == "crash":
        sys.stderr.write("This is why.\n")
        raise SystemExit(3)
    elif payload == "hang":
        draw("hanging")
        time.sleep(3600)
    else:
        draw(payload)
