"""An image is told of as one: from where, and with its caption."""

from datetime import UTC, datetime

import pytest

from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId
from safespot_tui.domain.intent import OutboxItem, SendMessage
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.text import SafeText
from safespot_tui.store.patch import OutboxPut, ProgressEnded, ProgressPut
from safespot_tui.store.progress import Progress, Work
from safespot_tui.tui.conversation.words import image_host, image_words, quoted_words
from tests.tui.conversation.conftest import HERE, START, WINDOW, Chat
from tests.tui.conversation.test_window import lines_of, window_on


def image(address: str, caption: str = "") -> Message:
    return Message(
        MessageId("m"), ConversationId("c"), None, datetime(2026, 11, 3, tzinfo=UTC),
        SafeText(address), MessageType.IMAGE, caption=SafeText(caption),
    )  # fmt: skip


ADDRESS = "https://images.example.org/chat/" + "0123456789" * 40 + ".jpg?token=abc"


def test_the_row_names_the_machine_and_not_the_long_address() -> None:
    assert image_words(image(ADDRESS)) == "▣ Image from images.example.org"
    assert image_words(image(ADDRESS, "La esquina")) == (
        "▣ Image from images.example.org\nLa esquina"
    )


@pytest.mark.parametrize("address", ["", "Foto enviada", "/uploads/1.png", "https://[broken", "//"])
def test_an_address_that_names_no_machine_breaks_nothing(address: str) -> None:
    assert image_host(address) == ""
    assert image_words(image(address, " ")) == "▣ Image"


def test_in_a_line_it_is_its_caption() -> None:
    assert quoted_words(image(ADDRESS, "La\nesquina")) == "[image] La esquina"
    assert quoted_words(image(ADDRESS)) == "[image]"


def uploading(chat: Chat, done: int | None) -> str:
    """The words of an own image, of whose 200 bytes so many are with the server."""
    intent = SendMessage(
        HERE, ClientMessageId("c-image"), SafeText(""),
        message_type=MessageType.IMAGE, caption=SafeText("La esquina"), file="c-image",
    )  # fmt: skip
    chat.store.apply(OutboxPut(OutboxItem(1, WINDOW, intent, START)))
    if done is not None:
        chat.store.apply(ProgressPut(Progress(Work.UPLOAD, "c-image", done, 200, HERE)))
    window, drawings = window_on(chat)
    return "\n".join(lines_of(window, drawings))


def test_its_own_row_says_how_much_of_it_is_with_the_server(chat: Chat) -> None:
    chat.start(2)
    chat.store.apply(ProgressPut(Progress(Work.UPLOAD, "c-another", 50, 200, HERE)))
    assert "Uploading" not in uploading(chat, None)
    assert "La esquina Uploading 0 %" in uploading(chat, 0)
    assert "La esquina Uploading 43 %" in uploading(chat, 86)
    assert uploading(chat, 200).count("Uploading 100 %") == 1
    chat.store.apply(ProgressEnded(Work.UPLOAD, "c-image"))
    assert "Uploading" not in uploading(chat, None)
