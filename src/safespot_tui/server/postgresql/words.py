"""Words as PostgreSQL cuts them: by our rules (`domain.folding`), not by those of its locale.

What is a letter, and which letter is the small one, differs from one database to the next with its
collation. So the function that makes an index of a text brings both along.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from safespot_tui.domain.search import Term

LONGEST_WORD = 500
"""Characters; what is longer is found by its beginning. A word of an index has 2,046 bytes."""

_LAST_PLACE = 16_383
"""A word behind this one counts as standing there: PostgreSQL keeps no more."""

_MARKS = r"[\u0300-\u036f]+"
_LETTER = re.compile(r"[^\W_]")
_SURROGATES = range(0xD800, 0xE000)


@cache
def function_of_words() -> str:
    """The statement that makes `search_words_of(text)`, a `tsvector`."""
    large, small = _cases()
    return rf"""
CREATE OR REPLACE FUNCTION search_words_of(content text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT coalesce(
        string_agg(
            '''' || left(
                -- Nearly all words: to translate one takes as long as a send's other statements.
                CASE WHEN octet_length(word[1]) = length(word[1]) THEN lower(word[1] COLLATE "C")
                ELSE translate(word[1], '{large}', '{small}') END,
                {LONGEST_WORD}
            ) || ''':' || least(place, {_LAST_PLACE}),
            ' '
        ), ''
    )::tsvector
    FROM regexp_matches(
        normalize(regexp_replace(normalize(content, NFD), '{_MARKS}', '', 'g'), NFC),
        '[{_letters()}]+', 'g'
    ) WITH ORDINALITY AS found(word, place)
$function$
"""  # noqa: S608 - all of it is ours


def query_of_words(terms: tuple[Term, ...]) -> str:
    """What is asked of the index, as the text of a `tsquery`: all of the terms."""
    return " & ".join(f"({_phrase(term)})" for term in terms)


def _phrase(term: Term) -> str:
    # Words are letters and digits: there is nothing to escape in them.
    quoted = [f"'{word[:LONGEST_WORD]}'" for word in term.words]
    return " <-> ".join(quoted) + (":*" if term.is_prefix else "")


def _letters() -> str:
    """What words are made of, as ranges of a regular expression."""
    return "".join(
        f"\\U{first:08x}" if first == last else f"\\U{first:08x}-\\U{last:08x}"
        for first, last in _ranges()
    )


def _ranges() -> Iterator[tuple[int, int]]:
    first = None
    for code in range(0x110000):
        if _LETTER.match(chr(code)) and code not in _SURROGATES:
            first = code if first is None else first
        elif first is not None:
            yield first, code - 1
            first = None


def _cases() -> tuple[str, str]:
    """Large letters without accents, and their small ones."""
    large, small = "", ""
    for code in range(0x110000):
        letter = chr(code)
        if letter.isupper() and not unicodedata.decomposition(letter):
            large += letter
            small += letter.lower()[0]
    return large, small
