"""From words to knobs: one syntax for tapes, the command line and the inspector.

::

    orders   order {";" order}
    order    "heal" | "skew" ("+"|"-") span | what target {part} ["of" TEXT] | what target "off"
    part     share | "all" | "next" [count] | "every" span | "now" | span | span ".." span
             | "after" span
"""

import re
from collections.abc import Mapping, Sequence

from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.instruments.faults import seconds
from safespot_tui.instruments.faults.knob import (
    ALL,
    FAILED,
    TOO_MANY,
    Cut,
    Delay,
    Drop,
    Duplicate,
    Every,
    Expire,
    Heal,
    Knob,
    Next,
    Now,
    Off,
    Order,
    Rate,
    Refuse,
    Reorder,
    Share,
    Skew,
    Span,
    Target,
)

TARGETS: Mapping[str, tuple[str, ...]] = {
    "drop": tuple(Target),
    "delay": tuple(Target),
    "duplicate": (Target.FRAMES,),
    "reorder": (Target.FRAMES,),
    "cut": (Target.STREAMS,),
    str(TOO_MANY): (Target.REQUESTS, Target.STREAMS),
    str(FAILED): (Target.REQUESTS, Target.STREAMS),
    "expire": ("cursor",),
}
"""What there is, and what each can be done to."""
NAMES = (*TARGETS, "skew", "heal")
_AT_ONCE = ("cut", "expire")
_RATES = ("0.2", "20%", "all", "next", "next 3", "every 10s")
_SPANS = ("300ms", "100ms..2s")
_PERCENT = re.compile(r"(\d{1,3})%")
_SHARE = re.compile(r"[01](?:\.\d{1,6})?|\.\d{1,6}")


class BadKnob(ValueError):
    """What is written is no knob; says, in a sentence, what there is."""


def orders(text: str) -> tuple[Order, ...]:
    """What is ordered, in its order, between semicolons or on lines. Raises `BadKnob`."""
    said = [each.split() for each in re.split(r"[;\n]", text)]
    return tuple(_order(words) for words in said if words)


def _order(words: Sequence[str]) -> Order:
    what, rest = words[0].lower(), words[1:]
    if what in TARGETS:
        return _aimed(what, rest)
    if what == "skew":
        return Off("skew") if rest == ["off"] else _skew(rest)
    if what == "heal" and not rest:
        return Heal()
    sentence = _("There is no fault knob “{name}”. There are: {names}.")
    raise BadKnob(sentence.format(name=safe_line(" ".join(words)), names=", ".join(NAMES)))


def _skew(words: Sequence[str]) -> Skew:
    amount = words[0] if len(words) == 1 else ""
    size = seconds.read(amount[1:])
    if amount[:1] not in {"+", "-"} or size is None:
        raise BadKnob(_("“skew” wants a span of time with its sign, like +90s or -2h."))
    return Skew(size if amount[0] == "+" else -size)


def _aimed(what: str, words: Sequence[str]) -> Order:
    targets = TARGETS[what]
    if not words or words[0] not in targets:
        sentence = _("“{name}” wants what to do it to: {targets}.")
        raise BadKnob(sentence.format(name=what, targets=", ".join(targets)))
    slot, parts = f"{what} {words[0]}", list(words[1:])
    if parts == ["off"]:
        return Off(slot)
    return _Parts(what, slot, parts).knob(words[0])


class _Parts:
    """What is said of one knob besides its name, taken word by word."""

    def __init__(self, what: str, slot: str, words: list[str]) -> None:
        self._what = what
        self._slot = slot
        self._words = words
        self._rate: Rate | None = None
        self._span: Span | None = None
        self._after: float | None = None
        self._of = ""
        while self._words:
            self._take(self._words.pop(0))

    def knob(self, target: str) -> Knob:
        what = self._what
        if self._span is not None and what != "delay":
            raise self._refused(str(self._span))
        if self._after is not None and what != str(TOO_MANY):
            raise self._refused("after")
        if isinstance(self._rate, Now) and what not in _AT_ONCE:
            raise self._refused("now")
        match what:
            case "drop":
                return Drop(Target(target), self._wanted_rate, self._of)
            case "delay":
                if self._span is None:
                    sentence = _("“{slot}” wants for how long: {forms}.")
                    forms = ", ".join(_SPANS)
                    raise BadKnob(sentence.format(slot=self._slot, forms=forms))
                return Delay(Target(target), self._span, self._rate or ALL, self._of)
            case "duplicate":
                return Duplicate(self._wanted_rate, self._of)
            case "reorder":
                return Reorder(self._wanted_rate, self._of)
            case "cut":
                return Cut(self._wanted_rate, self._of)
            case "expire":
                if self._of:
                    raise self._refused("of")
                return Expire(self._wanted_rate)
            case _:
                rate, after = self._wanted_rate, 1.0 if self._after is None else self._after
                return Refuse(int(what), Target(target), rate, self._of, after)

    def _take(self, word: str) -> None:
        match word:
            case "of" if self._words:
                self._of = " ".join(self._words)
                self._words.clear()
            case "all":
                self._rate = ALL
            case "now":
                self._rate = Now()
            case "next":
                count = self._words and self._words[0].isdecimal()
                self._rate = Next(max(1, int(self._words.pop(0)[:6]))) if count else Next()
            case "every":
                self._rate = Every(self._seconds(word))
            case "after":
                self._after = self._seconds(word)
            case _ if (span := _span(word)) is not None:
                self._span = span
            case _ if (share := _share(word)) is not None:
                self._rate = share
            case _:
                raise self._refused(word)

    def _seconds(self, word: str) -> float:
        found = seconds.read(self._words.pop(0)) if self._words else None
        if not found:
            sentence = _("“{word}” in “{slot}” wants a span of time, like 300ms, 10s or 2m.")
            raise BadKnob(sentence.format(word=word, slot=self._slot))
        return found

    @property
    def _wanted_rate(self) -> Rate:
        if self._rate is None:
            sentence = _("“{slot}” wants how often: {forms}.")
            raise BadKnob(sentence.format(slot=self._slot, forms=", ".join(self._rates)))
        return self._rate

    @property
    def _rates(self) -> Sequence[str]:
        return *_RATES, *(("now",) if self._what in _AT_ONCE else ())

    def _refused(self, word: str) -> BadKnob:
        forms = [
            *(_SPANS if self._what == "delay" else ()),
            *self._rates,
            *(("after 3s",) if self._what == str(TOO_MANY) else ()),
            *(("of …",) if self._what != "expire" else ()),
        ]
        sentence = _("“{slot}” does not take “{word}”. It takes: {forms}.")
        return BadKnob(
            sentence.format(slot=self._slot, word=safe_line(word), forms=", ".join(forms))
        )


def _span(word: str) -> Span | None:
    first, dots, last = word.partition("..")
    least, most = seconds.read(first), seconds.read(last if dots else first)
    return None if least is None or most is None else Span(min(least, most), max(least, most))


def _share(word: str) -> Share | None:
    if match := _PERCENT.fullmatch(word):
        part = int(match[1]) / 100
    elif _SHARE.fullmatch(word):
        part = float(word)
    else:
        return None
    return Share(part) if 0 < part <= 1 else None
