"""An image is told of as one: from where, and with its caption."""

from datetime import UTC, datetime

import pytest

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.text import SafeText
from safespot_tui.tui.conversation.words import image_host, image_words, quoted_words


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
