"""Questions, answered by the next line. An empty line declines."""

import asyncio
from collections.abc import Callable, Sequence

from safespot_tui.actions.asking import Choice
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.i18n import _
from safespot_tui.linear.terminal import Prompt


class Asker:
    """Asks one thing at a time.

    ::

        quiet ──ask──▶ waiting ──a line──▶ quiet
          ▲               │
          └── supplied ◀──┘   the words after a command answer its first question
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._answer: asyncio.Future[str] | None = None
        self._supplied = ""
        self.prompt: Prompt | None = None
        """What is asked; None while nothing is."""
        self.asked = asyncio.Event()
        """Set while a question waits for its line."""

    def supply(self, words: str) -> None:
        """Words that came with the command."""
        self._supplied = words

    def take_supplied(self) -> str:
        """Those words, once."""
        words, self._supplied = self._supplied, ""
        return words

    def answer(self, line: str) -> None:
        """The line that was waited for."""
        if self._answer is not None and not self._answer.done():
            self.asked.clear()
            self._answer.set_result(line)

    async def text(self, question: str, *, prefill: str = "") -> SafeText | None:
        """One line of text; None to decline."""
        words = safe_line(await self._ask(question, Prompt(_("Answer: "), prefill)))
        return words or None

    async def secret(self, question: str) -> str:
        """A password: never what came with a command, where it could be seen."""
        self.take_supplied()
        return await self._ask(question, Prompt(_("Password: "), secret=True))

    async def yes(self, question: str) -> bool:
        """Yes or no; anything but a yes is a no."""
        answer = (await self._ask(question, Prompt(_("y or n: ")))).casefold()
        return answer in {"y", "yes", _("y"), _("yes")}

    async def choice(self, title: str, choices: Sequence[Choice]) -> str | None:
        """One of several, by its number or its words; asked until it is one of them, or none."""
        supplied = self.take_supplied()
        if supplied and (chosen := _chosen(supplied, choices)) is not None:
            return chosen
        lines = [
            f"{number}. {choice.title}" + (f" ({choice.hint})" if choice.hint else "")
            for number, choice in enumerate(choices, 1)
        ]
        question = "\n".join([title if title.endswith("?") else f"{title}:", *lines])
        while answer := await self._ask(question, Prompt(_("Number: "))):
            if (chosen := _chosen(answer, choices)) is not None:
                return chosen
            question = _("That is none of them. An empty line leaves it.")
        return None

    async def _ask(self, question: str, prompt: Prompt) -> str:
        """The words that came with the command; otherwise the next line, asked for."""
        if supplied := self.take_supplied():
            return supplied
        for line in question.splitlines():
            self._say(line)
        self._answer = asyncio.get_running_loop().create_future()
        self.prompt = prompt
        self.asked.set()
        try:
            return (await self._answer).strip()
        finally:
            self.prompt = self._answer = None
            self.asked.clear()


def _chosen(answer: str, choices: Sequence[Choice]) -> str | None:
    if answer.isdecimal() and 1 <= int(answer) <= len(choices):
        return choices[int(answer) - 1].value
    meant = answer.casefold()
    return next(
        (c.value for c in choices if meant in {c.value.casefold(), c.title.casefold()}), None
    )
