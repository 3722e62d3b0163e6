"""What somebody types is understood, or it is said what was not."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safespot_tui.domain.search import MAX_TERMS, Kind, Term, terms_of
from safespot_tui.domain.search_query import MAX_CHARACTERS, Doubt, SearchQuery, parse_query

BUENOS_AIRES = timezone(timedelta(hours=-3))
NOW = datetime(2026, 11, 26, 23, 30, tzinfo=BUENOS_AIRES)


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=BUENOS_AIRES)


def query(typed: str) -> SearchQuery:
    return parse_query(typed, NOW)


def test_words_phrases_and_operators_in_one():
    typed = 'plomero "de la esquina" from:"Ana María" in:vecinos before:2026-11-01 has:image'

    assert query(typed) == SearchQuery(
        terms=(Term(("plomero",)), Term(("de", "la", "esquina"), exact=True)),
        senders=("Ana María",),
        places=("vecinos",),
        before=day(2026, 11, 1),
        kinds=(Kind.IMAGE,),
    )


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("from:ana", "de:ana"),
        ("from:me", "de:mí"),
        ("from:me", "DE:yo"),
        ("in:plaza", "en:plaza"),
        ("before:today", "antes:hoy"),
        ("after:yesterday", "después:ayer"),
        ("after:2026", "desde:2026"),
        ("on:2026-11", "el:11/2026"),
        ("has:image", "con:imagen"),
        ("has:image", "tiene:fotos"),
        ("has:link", "con:vínculo"),
    ],
)
def test_spanish_says_the_same(english, spanish):
    assert query(spanish) == query(english)
    assert not query(english).is_empty


@pytest.mark.parametrize(
    ("typed", "since", "before"),
    [
        ("on:2026-11-01", day(2026, 11, 1), day(2026, 11, 2)),
        ("on:1/11/2026", day(2026, 11, 1), day(2026, 11, 2)),
        ("on:26/11", day(2026, 11, 26), day(2026, 11, 27)),
        ("on:27/11", day(2025, 11, 27), day(2025, 11, 28)),
        ("on:2026-12", day(2026, 12, 1), day(2027, 1, 1)),
        ("on:2024", day(2024, 1, 1), day(2025, 1, 1)),
        ("on:today", day(2026, 11, 26), day(2026, 11, 27)),
        ("on:ayer", day(2026, 11, 25), day(2026, 11, 26)),
        ("after:2026-11-01", day(2026, 11, 1), None),
        ("before:2026-11", None, day(2026, 11, 1)),
        ("after:2025 after:2026 before:2027 before:2028", day(2026, 1, 1), day(2027, 1, 1)),
    ],
)
def test_days_are_those_of_the_users_clock(typed, since, before):
    asked = query(typed)

    assert (asked.since, asked.before, asked.misunderstood) == (since, before, ())


@pytest.mark.parametrize(
    ("typed", "doubt", "part"),
    [
        ("from:", Doubt.NO_NAME, "from:"),
        ('en:""', Doubt.NO_NAME, 'en:""'),
        ("before:", Doubt.NO_DATE, "before:"),
        ("before:mañana", Doubt.NO_DATE, "before:mañana"),
        ("before:2026-13-01", Doubt.NO_DATE, "before:2026-13-01"),
        ("before:30/2/2026", Doubt.NO_DATE, "before:30/2/2026"),
        ("before:2026-00", Doubt.NO_DATE, "before:2026-00"),
        ("before:0001", Doubt.NO_DATE, "before:0001"),
        ("before:\u0662\u0660\u0662\u0666", Doubt.NO_DATE, "before:\u0662\u0660\u0662\u0666"),
        ("has:", Doubt.NO_KIND, "has:"),
        ("con:audio", Doubt.NO_KIND, "con:audio"),
        ("++", Doubt.NO_LETTERS, "++"),
        ("😀", Doubt.NO_LETTERS, "😀"),
    ],
)
def test_what_was_not_understood_is_told_and_passed_over(typed, doubt, part):
    asked = query(f"plomero {typed}")

    assert [(each.doubt, each.part) for each in asked.misunderstood] == [(doubt, part)]
    assert asked.terms == (Term(("plomero",)),)
    assert query(typed).is_empty


@pytest.mark.parametrize("typed", ["12:30", "http://a.example/b", "nota: importante", "a::b"])
def test_a_colon_alone_is_no_operator(typed):
    assert query(typed).terms == terms_of(typed)
    assert not query(typed).misunderstood


def test_a_phrase_that_is_still_being_typed_may_go_on():
    assert query('"de la esq').terms == (Term(("de", "la", "esq")),)


def test_there_is_an_end_to_what_is_looked_for():
    asked = query(" ".join(f"palabra{n}" for n in range(10_000)))

    assert len(asked.terms) == MAX_TERMS
    assert {each.doubt for each in asked.misunderstood} == {Doubt.TOO_MUCH}


_PIECES = st.sampled_from(
    ["from:", "de:", "in:", "before:", "on:", "el:", "has:", "con:", '"', "“", " ", ":", "-", "/",
     "2026", "0", "31", "13", "99999", "image", "ana", "é", "e\u0301", "😀", "\0", "\ud800", "*"]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=6), max_size=30).map("".join))
def test_every_text_is_a_query(typed):
    asked = parse_query(typed, datetime(2026, 11, 26, tzinfo=UTC))

    assert terms_of(" ".join(map(str, asked.terms))) == asked.terms
    assert len(asked.terms) <= MAX_TERMS
    assert all(word for term in asked.terms for word in term.words)
    if typed.strip() and asked.is_empty and len(typed) <= MAX_CHARACTERS:
        assert asked.misunderstood or not typed.translate(str.maketrans("", "", '"“” \t')).strip()
