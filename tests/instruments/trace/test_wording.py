"""What is wrong is said with its name, about what, and with what shows it."""

from safespot_tui.instruments.trace.finding import Fault, Finding
from safespot_tui.instruments.trace.wording import difference_in_words, finding_in_words
from safespot_tui.store.difference import Difference, Thing


def test_a_finding_begins_with_the_name_of_its_fault() -> None:
    lines = {finding_in_words(Finding(fault, "hola", "e.7 before e.6")) for fault in Fault}
    assert len(lines) == len(Fault)
    for fault in Fault:
        (line,) = (each for each in lines if each.startswith(f"{fault.value}: "))
        assert line.endswith(": hola (e.7 before e.6)")


def test_a_difference_says_who_says_what() -> None:
    def words(held: str | None, told: str | None) -> str:
        return difference_in_words(Difference(Thing.MESSAGE, "m-1", "content", held, told))

    assert words("hola", "h" * 70) == (
        f"message m-1: content is hola here, and {'h' * 59}… on the server"
    )
    assert words(None, "") == "message m-1 is missing here"
    assert words("", None) == "message m-1 is here, and not on the server"
    assert words("", "chau").startswith("message m-1: content is ∅ here")
