"""A cassette as a file: JSON, an entry a line, compressed where the name ends in `.gz`.

Every line is handed to the system before the next, so that a crash leaves all that came before it.
"""

import gzip
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.instruments.cassette.entry import VERSION, Entry, Header

_GZ = ".gz"


class BadCassette(Exception):
    """A file that is no cassette, or one of another version; says so in a sentence."""


class CassetteWriter:
    """Appends entries. Every method may raise an `OSError`."""

    def __init__(self, path: Path) -> None:
        """Make the file, for the user's eyes only. Raises `FileExistsError` where there is one."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._raw = os.fdopen(descriptor, "wb", buffering=0)
        self._zipped = gzip.GzipFile(fileobj=self._raw, mode="wb") if _is_zipped(path) else None
        self._encode = msgspec.json.Encoder().encode

    def write(self, entry: Header | Entry) -> None:
        """Append one."""
        line = self._encode(entry) + b"\n"
        if self._zipped is None:
            _write_all(self._raw, line)
        else:
            self._zipped.write(line)
            self._zipped.flush(zlib.Z_SYNC_FLUSH)

    def abandon(self) -> None:
        """Nothing can be written any more."""
        self._raw.close()

    def close(self) -> None:
        """Nothing more comes."""
        try:
            if self._zipped is not None:
                self._zipped.close()
        finally:
            self._raw.close()


class Cassette(msgspec.Struct, frozen=True):
    """All that a file holds."""

    header: Header
    entries: tuple[Entry, ...]


def read_cassette(path: Path) -> Cassette:
    """What is in a file, as far as it is whole. Raises `BadCassette`, `OSError`."""
    lines = _lines(path)
    try:
        header = msgspec.json.decode(next(lines, b""), type=Header)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise BadCassette(_bad(_("{path} is not a cassette."), path)) from None
    if header.version != VERSION:
        sentence = _("{path} is a cassette of another version ({version}) of the program.")
        raise BadCassette(_bad(sentence, path, version=header.program))
    return Cassette(header, tuple(_entries(lines)))


def _entries(lines: Iterator[bytes]) -> Iterator[Entry]:
    decode = msgspec.json.Decoder(Entry).decode
    for line in lines:
        try:
            yield decode(line)
        except msgspec.MsgspecError:
            # The last line of a recording that was cut off.
            return


def _lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") if _is_zipped(path) else path.open("rb") as file:
        try:
            yield from file
        except EOFError:
            return
        except (gzip.BadGzipFile, zlib.error):
            raise BadCassette(_bad(_("{path} is not a cassette."), path)) from None


def _write_all(raw: IO[bytes], line: bytes) -> None:
    rest = memoryview(line)
    while rest:
        rest = rest[raw.write(rest) or 0 :]


def _is_zipped(path: Path) -> bool:
    return path.name.endswith(_GZ)


def _bad(sentence: str, path: Path, **more: str) -> str:
    return safe_line(sentence.format(path=path, **more))
