"""What a terminal says of itself is heard, and never taken for keys."""

import pytest

from safespot_tui.tui.terminal.features import Features


@pytest.mark.parametrize(("answer", "sixel"), [
    ("\x1b[?62;4;22c", True), ("\x1b[?62;4c", True), ("\x1b[?4c", True),
    ("\x1b[?62;22c", False), ("\x1b[?64;14;44c", False), ("\x1b[?6c", False), ("\x1b[?c", False),
])  # fmt: skip
def test_whether_it_shows_sixels(answer: str, sixel: bool) -> None:
    features = Features({})
    assert features.hear(f"hi{answer}there") == "hithere"
    assert features.sixel is sixel


@pytest.mark.parametrize("cut", range(1, len("a\x1b[?62;4;22cb")))
def test_wherever_it_is_cut_what_was_typed_comes_through_alone(cut: int) -> None:
    features, said = Features({}), "a\x1b[?62;4;22cb"
    heard = features.hear(said[:cut]) + features.hear(said[cut:])
    if cut in (2, 3):
        # Nobody can tell Escape that was pressed from one that begins an answer.
        assert heard.startswith("a\x1b")
    else:
        assert heard == "ab"
        assert features.sixel


def test_keys_and_other_answers_are_left_to_the_toolkit() -> None:
    features = Features({})
    for said in ("\x1b", "\x1b[A", "\x1bOP", "\x1b[?2026;2$y", "\x1b[<0;1;1M", "c", "ñ", "\x1b[c"):
        assert features.hear(said) == said
    assert not features.sixel
    assert features.hear("\x1b[?69;2$y") == "\x1b[?69;2$y"
    assert features.margins
    assert features.hear("\x1b[?1") == ""
    assert features.hear("u") == "\x1b[?1u"


@pytest.mark.parametrize(
    ("environment", "links"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "tmux-256color", "TMUX": "1"}, True),
        ({"TERM": "vte-256color"}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "vt100"}, False),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "unknown"}, False),
        ({"TERM": ""}, False),
        ({}, False),
    ],
)
def test_whether_it_is_told_of_links(environment: dict[str, str], links: bool) -> None:
    assert Features(environment).links is links
