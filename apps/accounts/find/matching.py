"""Whether the words that a person typed are in a title, and where. Case and accents do not count, nor the order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LONGEST = 100
# What no name holds and no request header takes: control characters, halves of characters, line ends.
NOT_TYPED = frozenset({"Cc", "Cs", "Zl", "Zp"})
# Arabic stretches its letters with this for the look of a line alone.
STRETCH = "\u0640"


def cleaned(typed: str) -> str:
    """What was typed, in one line with single blanks, cut to LONGEST characters."""
    plain = (" " if unicodedata.category(one) in NOT_TYPED else one for one in typed[:LONGEST])
    return " ".join("".join(plain).split())


def folded(text: str) -> str:
    """A text as it is compared: without case, accents and vowel signs."""
    return "".join(letter for letter, _place in _letters(text))


def words_of(query: str) -> list[str]:
    """The folded words of a query."""
    return folded(query).split()


def rank(title: str, group: str, words: Sequence[str]) -> int | None:
    """How well a title answers the words, 0 best; None where one is neither in it nor begins a word of `group`."""
    name, around = folded(title), folded(group)
    if not all(word in name or _begins_a_word(word, around) for word in words):
        return None
    if " ".join(words) == name:
        return 0
    if begin_words(words, name):
        return 1
    return 2 if all(word in name for word in words) else 3


def begin_words(words: Iterable[str], text: str) -> bool:
    """Whether each of the folded words begins one of the text, in any order."""
    name = folded(text)
    return all(_begins_a_word(word, name) for word in words)


def marked(text: str, words: Iterable[str]) -> SafeString:
    """The text as HTML, the first place of each word in a <mark>."""
    pieces, done = [], 0
    for start, end in _apart(sorted(_places(text, words))):
        pieces.append(format_html("{}<mark>{}</mark>", text[done:start], text[start:end]))
        done = end
    return format_html("{}{}", format_html_join("", "{}", ((piece,) for piece in pieces)), text[done:])


def _begins_a_word(word: str, text: str) -> bool:
    return f" {word}" in f" {text}"


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """The letters of the folded text, each with the place in `text` that it comes from."""
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKD", character).casefold():
            if not unicodedata.combining(letter) and letter != STRETCH:
                yield letter, place


def _places(text: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where each word stands in `text`; an accent written after its letter belongs to it."""
    letters = list(_letters(text))
    flat = "".join(letter for letter, _place in letters)
    after = [place for _letter, place in letters] + [len(text)]
    for word in words:
        start = flat.find(word)
        if start >= 0:
            last = after[start + len(word) - 1]
            yield after[start], max(after[start + len(word)], last + 1)


def _apart(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places in their order, those that overlap or touch as one."""
    apart: list[tuple[int, int]] = []
    for start, end in places:
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart
