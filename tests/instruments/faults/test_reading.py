"""Knobs as people write them."""

import pytest

from safespot_tui.instruments.faults.knob import (
    ALL,
    Cut,
    Delay,
    Drop,
    Every,
    Next,
    Now,
    Off,
    Refuse,
    Share,
    Skew,
    Span,
    Target,
)
from safespot_tui.instruments.faults.reading import BadKnob, orders


def test_orders_are_read() -> None:
    text = """
        drop requests 20%; drop frames next 3 of message-created
        cut streams every 1.5m
        delay answers 2s..100ms 0.5;  delay frames 300ms
        429 requests next after 3s; 500 streams all
        cut streams now; SKEW -2h; drop frames off
    """
    assert orders(text) == (
        Drop(Target.REQUESTS, Share(0.2)),
        Drop(Target.FRAMES, Next(3), "message-created"),
        Cut(Every(90.0)),
        Delay(Target.ANSWERS, Span(0.1, 2.0), Share(0.5)),
        Delay(Target.FRAMES, Span(0.3, 0.3)),
        Refuse(429, Target.REQUESTS, Next(), after=3.0),
        Refuse(500, Target.STREAMS, ALL),
        Cut(Now()),
        Skew(-7200.0),
        Off("drop frames"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "drop answers 0.25 of POST /messages",
        "delay requests 100ms..2s",
        "delay frames 90s every 10s",
        "duplicate frames next",
        "reorder frames all",
        "cut streams every 10s of /user",
        "429 streams 0.1 after 3s",
        "500 requests next 2",
        "expire cursor now",
        "skew +90s",
        "drop frames off",
        "heal",
    ],
)
def test_what_is_written_is_read_as_the_same(text: str) -> None:
    (order,) = orders(text)
    assert str(order) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("dorp frames 1", "There is no fault knob “dorp frames 1”. There are: drop, delay, "),
        ("drop", "“drop” wants what to do it to: requests, answers, streams, frames."),
        ("cut frames 1", "“cut” wants what to do it to: streams."),
        ("drop frames", "“drop frames” wants how often: 0.2, 20%, all, next, next 3, every 10s."),
        ("cut streams", ", every 10s, now."),
        ("delay frames 0.2", "“delay frames” wants for how long: 300ms, 100ms..2s."),
        ("drop frames 1.5", "“drop frames” does not take “1.5”. It takes: 0.2, "),
        ("drop frames now", "does not take “now”"),
        ("drop frames 300ms 1", "does not take “300ms”"),
        ("500 requests 1 after 3s", "does not take “after”"),
        ("expire cursor now of x", "does not take “of”"),
        ("drop frames every", "“every” in “drop frames” wants a span of time"),
        ("skew 90s", "“skew” wants a span of time with its sign"),
        ("heal all", "There is no fault knob “heal all”"),
    ],
)
def test_what_is_no_knob_is_told_what_there_is(text: str, sentence: str) -> None:
    with pytest.raises(BadKnob) as refused:
        orders(text)
    assert sentence in str(refused.value)
