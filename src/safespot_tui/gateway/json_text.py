"""JSON as servers send it, brought into a form that a strict parser takes."""

import re
from typing import AnyStr, TypeVar

import msgspec

DecodedT = TypeVar("DecodedT")

_SUSPECT = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(
    rb"\\(?:"
    rb"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a pair: one character
    rb"|(u[dD][89a-fA-F][0-9a-fA-F]{2})"  # half of one
    rb"|.)",
    re.DOTALL,
)


class BadJson(ValueError):
    """What came is not JSON, or does not have the shape that was asked for."""


def decode(json: AnyStr, shape: type[DecodedT]) -> DecodedT:
    """`json` as `shape`, with halves of characters made whole. Raises `BadJson` and nothing else.

    Nesting deeper than a parser can follow is bad as well.
    """
    try:
        return msgspec.json.decode(whole_characters(json), type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadJson(str(error)) from error


def whole_characters(json: AnyStr) -> AnyStr:
    r"""`json` with U+FFFD in place of halves of characters, such as a `\ud83d` that stands alone.

    JavaScript cuts and sends them without a thought (ECMA-262, well-formed JSON.stringify), RFC
    8259 (8.2) leaves open what becomes of them, and our parsers take no part of such a body. One
    cut emoji must not hide everything that came with it.
    """
    if isinstance(json, str):
        return whole_characters(json.encode("utf-8", "replace")).decode()
    return _ESCAPE.sub(_mended, json) if _SUSPECT.search(json) else json


def _mended(escape: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if escape[1] else escape[0]
