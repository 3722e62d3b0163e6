"""The words that say what belongs to a folder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safespot_tui.actions.folder import (
    BadFolder,
    Called,
    Field,
    Has,
    Holding,
    Is,
    State,
    folders_in,
    in_words,
    parse,
)

values = st.text(
    st.characters(exclude_characters='"', exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1
).map(str.strip)
terms = st.one_of(
    st.builds(Called, st.sampled_from(Field), values.filter(bool), st.booleans()),
    st.builds(Is, st.sampled_from(State), st.booleans()),
    st.builds(Has, st.sampled_from(Holding), st.booleans()),
)


@given(st.lists(terms, min_size=1))
def test_what_is_written_means_what_was_meant(meant) -> None:
    assert parse(in_words(meant)) == tuple(meant)


@given(st.text())
def test_any_line_means_something_or_is_refused_with_a_sentence(line: str) -> None:
    reason = ""
    try:
        assert parse(line)
    except ValueError as error:
        reason = str(error)
    assert not reason or reason.endswith(".")


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("title:caballito unread", (Called(Field.TITLE, "caballito"), Is(State.UNREAD))),
        ('category:"vía pública"', (Called(Field.CATEGORY, "vía pública"),)),
        ("-is:muted has:draft", (Is(State.MUTED, True), Has(Holding.DRAFT))),
        ('"unread"', (Called(Field.ANY, "unread"),)),
        ('"a:b" -"c d"', (Called(Field.ANY, "a:b"), Called(Field.ANY, "c d", True))),
        ("IS:Group  Title:X", (Is(State.GROUP), Called(Field.TITLE, "X"))),
        ("-", (Called(Field.ANY, "-"),)),
    ],
)
def test_what_lines_mean(line: str, meant) -> None:
    assert parse(line) == meant


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "words are expected, such as “title:plaza is:unread”."),
        ("  ", "words are expected"),
        ("is:unred", "“is:unred” means nothing; there are is:unread, is:group, is:dm,"),
        ("has:image", "“has:image” means nothing; there are has:draft, has:failed, has:report."),
        ("from:ana", "“from:ana” means nothing; there are title:, person:, report:, category:,"),
        ("title:", "something has to follow “title:”."),
        ('title:"plaza', "a quotation mark has no other that ends it."),
        ('""', "there is nothing between the quotation marks."),
        (":plaza", "“:plaza” means nothing"),
    ],
)
def test_what_means_nothing_is_told(line: str, reason: str) -> None:
    with pytest.raises(BadFolder) as refused:
        folders_in({"Plaza": line})
    assert reason in str(refused.value)
    assert refused.value.name == "Plaza"


def test_a_folder_needs_a_name() -> None:
    with pytest.raises(BadFolder, match="needs a name"):
        folders_in({" ": "unread"})


def test_folders_stay_in_the_order_of_the_file() -> None:
    assert [folder.name for folder in folders_in({"b": "x", "a": "y"})] == ["b", "a"]
