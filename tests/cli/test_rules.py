"""Watch rules of the settings: what cannot be is told with its line, what can be is tried."""

import json
from pathlib import Path

import pytest

from safespot_tui.cli.chosen import chosen_settings
from safespot_tui.cli.main import main
from safespot_tui.cli.rules import chosen_rules
from safespot_tui.config.locations import settings_path
from safespot_tui.watching.rule import Burst, By, Expression, Rule, Silence, Words

RULES = """
[folders]
Barrio = "title:barrio"

[rules.Threats]
words = ["amenaz*"]
folder = "Barrio"
conversations = ["Plaza"]

[rules.Links]
pattern = "https?://"
notify = false

[rules.Quiet]
silence = 30
folder = "reports"

[rules.Flood]
burst = 3
by = "person"
"""


def write(text: str) -> None:
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text(text)


def test_they_come_in_the_order_of_the_file(own_home: Path) -> None:
    write(RULES)
    assert chosen_rules(chosen_settings()) == [
        Rule("Threats", Words(("amenaz*",)), "Barrio", ("Plaza",)),
        Rule("Links", Expression("https?://"), notifies=False),
        Rule("Quiet", Silence(30), "reports"),
        Rule("Flood", Burst(3, 10, By.PERSON)),
    ]


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ('words = ["a"]\nsilence = 5', "line 3, rules.Bad.silence: a rule is about one thing"),
        ('folder = "groups"', "line 1, rules.Bad: one of words, pattern, people, categories"),
        ('words = ["a"]\nby = "person"', "line 3, rules.Bad.by: this is about a “burst”"),
        ('words = ["a"]\nfolder = "work"', "line 3, rules.Bad.folder: there is no such part"),
        ('pattern = "(a"', "line 2, rules.Bad.pattern: this is no regular expression"),
        ('words = ["¡!"]', "line 2, rules.Bad.words: “¡!” has no letters"),
        ('word = ["a"]', "line 2, rules.Bad.word: there is no such setting; there are words, "),
        ("silence = 0", "line 2, rules.Bad.silence: a number from 1 to 10080 is expected."),
        ("burst = 5\nby = 'street'", "line 3, rules.Bad.by: “conversation” or “person”"),
        ('words = "a"', "line 2, rules.Bad.words: a list of texts in quotes is expected."),
    ],
)
def test_what_cannot_be_is_told_with_its_line(own_home: Path, capsys, rule, problem) -> None:
    write(f"[rules.Bad]\n{rule}")
    assert main(["config", "check"]) == 1
    assert problem in capsys.readouterr().err
    assert main(["rules", "test", "-"]) == 2
    assert problem in capsys.readouterr().err


MESSAGES = """\
2026-11-27 11:00  [Plaza] Ana: Una AMENAZÁ
                  y http://x.example \x1b[31m
2026-11-27 11:01  * Ana renamed the group to “amenaza”
2026-11-27 11:00  Ana: tres
2026-11-27 11:00  Luis: hola
2026-99-99 11:00  Ana: amenaza

{"content": "amenaza", "sender": "Ana", "conversation_id": "c-1", "created_at": null}
{"messages": [{"content": "x", "caption": "https://y", "type": "image"}, {"type": "system"}]}
{"event": "message-created", "message": {"content": "amenaza"}}
{"event": "typing", "user_id": "u"}
"""


def test_a_file_is_tried(own_home: Path, tmp_path: Path, capsys) -> None:
    write("[rules.Threats]\nwords=['amenaz*']\n[rules.Links]\npattern='https?://'")
    path = tmp_path / "said"
    path.write_text(MESSAGES)
    assert main(["rules", "test", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "    1  Threats, Links  Ana: Una AMENAZÁ y http://x.example ␛[31m",
        "    6  Threats  2026-99-99 11:00 Ana: amenaza",
        "    8  Threats  Ana: amenaza",
        "    9  Links  https://y",
        "   10  Threats  amenaza",
        "Threats: 4 messages",
        "Links: 2 messages",
    ]
    assert main(["rules", "test", "--json", str(path)]) == 0
    first, *_others = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["line"], first["rules"]) == (1, ["Threats", "Links"])


def test_how_it_ends_says_whether_something_was_hit(own_home: Path, tmp_path: Path, capsys) -> None:
    assert main(["rules", "test", "-"]) == 2
    assert "There are no watch rules" in capsys.readouterr().err
    write("[rules.Threats]\nwords=['amenaz*']")
    path = tmp_path / "said"
    path.write_text("hola\n")
    assert main(["rules", "test", str(path)]) == 1
    assert capsys.readouterr().out == "Threats: 0 messages\n"
    path.write_text('hola\n{"content": 5}\n')
    assert main(["rules", "test", str(path)]) == 2
    assert "Line 2 begins like JSON" in capsys.readouterr().err
    path.write_bytes(b"\xff")
    assert main(["rules", "test", str(path)]) == 2
    assert main(["rules", "test", str(tmp_path / "none")]) == 2
    assert "cannot be read as text" in capsys.readouterr().err
