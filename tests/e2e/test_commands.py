"""The headless commands as scripts use them, each exit code included."""

import json
import signal
import sqlite3
import subprocess
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests import forkserver

from .people import PASSWORD, PROGRAM, Backend, Person
from .terminal import DEADLINE


def contents(history: Any) -> list[str]:
    return [message["content"] for message in history["messages"] if message["type"] == "text"]


def test_two_people_chat(backend: Backend, sofia: Person, marta: Person):
    conversation = sofia.json("new", "marta")
    assert (conversation["type"], conversation["title"]) == ("dm", "Marta")
    assert sofia.json("new", "Marta")["id"] == conversation["id"]

    sent = sofia.json("send", "marta", "Hola Marta!")
    assert (sent["content"], sent["delivery"]) == ("Hola Marta!", "sent")
    (listed,) = marta.json("inbox")["conversations"]
    assert (listed["id"], listed["title"], listed["unread"]) == (conversation["id"], "Sofia", 1)
    assert listed["last_message_at"] == sent["created_at"]

    answer = marta.run("send", conversation["id"][:8], "-", stdin="dos\nlíneas\n")
    assert answer.returncode == 0, answer.stderr
    history = sofia.json("history", "Marta")
    assert contents(history) == ["Hola Marta!", "dos\nlíneas"]
    first, second = history["messages"]
    assert {"id", "content", "sender_id", "created_at", "delivery"} <= first.keys()
    assert (first["sender"], second["sender"]) == ("Sofia", "Marta")
    assert first["sender_id"] == sofia.json("whoami")["id"]
    assert second["delivery"] is None


def test_a_group_reaches_everybody(backend: Backend, sofia: Person, marta: Person):
    group = sofia.json("new", "Marta", "--group", "Fútbol ⚽")
    assert group["type"] == "group"
    assert [each["title"] for each in marta.json("inbox")["conversations"]] == ["Fútbol ⚽"]
    assert sofia.run("new", "Marta", "Marta").returncode == 2
    assert sofia.run("new", "nobody").returncode == 1


def test_messages_are_found(backend: Backend, sofia: Person, marta: Person):
    sofia.run("new", "Marta")
    sofia.run("new", "Marta", "--group", "Plaza")
    for where, words in (("Marta", "Un perro"), ("Plaza", "el PERRO y el gato"), ("Marta", "nada")):
        assert sofia.run("send", where, words).returncode == 0

    found = marta.json("search", "perro")
    assert contents(found) == ["el PERRO y el gato", "Un perro"]
    assert found["searched"] == "server"
    history = marta.json("history", "Plaza")["messages"]
    assert found["messages"][0].keys() == history[0].keys()
    assert contents(marta.json("search", "perro", "--limit", "1")) == ["el PERRO y el gato"]
    assert contents(marta.json("search", "perro", "--in", "Sofia")) == ["Un perro"]
    assert contents(marta.json("search", "from:sofia", "in:plaza", "gat")) == ["el PERRO y el gato"]
    told = marta.run("search", "perro", "has:audio")
    assert "[Plaza] Sofia: el PERRO y el gato" in told.stdout
    assert "has:audio" in told.stderr
    assert marta.run("search", "perro", "--limit", "0").returncode == 2


def test_history_is_paged(backend: Backend, sofia: Person, marta: Person):
    sofia.run("new", "Marta")
    for number in range(1, 4):
        assert sofia.run("send", "Marta", f"m{number}").returncode == 0
    newest = sofia.json("history", "Marta", "--limit", "2")
    assert contents(newest) == ["m2", "m3"]
    before = newest["messages"][0]["id"]
    assert contents(sofia.json("history", "Marta", "--before", before)) == ["m1"]
    assert sofia.run("history", "Marta", "--limit", "0").returncode == 2


def test_an_image_is_sent_now_or_later(
    backend: Backend, sofia: Person, marta: Person, tmp_path: Path
):
    photo = tmp_path / "foto.png"
    Image.new("RGB", (30, 20), "red").save(photo)
    sofia.run("new", "Marta")
    sofia.run("send", "Marta", "before")
    done = sofia.run("send", "Marta", "--image", str(photo), "--caption", "La esquina")
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == "Uploading 100 %"
    backend.stop()
    done = sofia.run("send", "Marta", "--image", str(photo), "--timeout", "0.2")
    assert done.returncode == 5
    photo.unlink()
    backend.start()
    assert sofia.run("send", "Marta", "after").returncode == 0
    read = marta.json("history", "Sofia")["messages"]
    assert [each["type"] for each in read] == ["text", "image", "image", "text"]
    assert read[1]["caption"] == "La esquina"
    kept = tmp_path / "kept.webp"
    for message, words in ((read[1], ""), (read[1], "is there already"), (read[0], "no image")):
        done = marta.run("image", "Sofia", message["id"], "--output", str(kept))
        assert (done.returncode, words in done.stderr) == (int(bool(words)), True)
    assert Image.open(kept).size == (30, 20)
    assert sofia.run("send", "Marta", "x", "--caption", "y").returncode == 2


def test_nothing_is_marked_read_by_looking(backend: Backend, sofia: Person, marta: Person):
    sofia.run("new", "Marta")
    sofia.run("send", "Marta", "unread")
    for command in (["inbox"], ["history", "Sofia"], ["doctor"], ["whoami"]):
        assert marta.run(*command).returncode == 0
    assert marta.json("inbox")["conversations"][0]["unread"] == 1
    assert sofia.json("history", "Marta")["messages"][0]["delivery"] == "sent"


def test_a_wrong_password_is_said(backend: Backend, sofia: Person):
    done = sofia.run(*sofia.login_arguments(backend.url), stdin="wrong password\n")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.count("\n") == 1
    assert sofia.run("whoami").returncode == 0


def test_an_unencrypted_server_elsewhere_is_refused_before_anything_is_sent(sofia: Person):
    done = sofia.run(*sofia.login_arguments("http://192.0.2.1"), stdin=PASSWORD)
    assert done.returncode == 1
    assert "http://192.0.2.1" in done.stderr


def test_after_logout_the_token_is_worthless(backend: Backend, sofia: Person):
    (secret,) = (sofia.home / "data" / "credentials").iterdir()
    token, profile = secret.read_text(), next((sofia.home / "config" / "profiles").iterdir())
    kept = profile.read_text()
    assert sofia.run("logout").returncode == 0
    assert sofia.run("inbox").returncode == 3
    assert not secret.exists()
    secret.write_text(token)
    secret.chmod(0o600)
    profile.write_text(kept)
    assert sofia.run("inbox").returncode == 3


@pytest.mark.parametrize(
    "command",
    [["whoami"], ["inbox"], ["history", "x"], ["send", "x", "y"], ["new", "x"], ["tail"],
     ["logout"], ["doctor"]],
)  # fmt: skip
def test_without_a_login_every_command_says_how_to_log_in(tmp_path: Path, command: list[str]):
    done = Person(tmp_path / "nobody", "Nobody").run(*command)
    assert done.returncode == 3
    assert "login --server" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_that_is_gone(backend: Backend, sofia: Person, marta: Person):
    sofia.run("new", "Marta")
    sofia.run("send", "Marta", "before")
    backend.kill()
    for command in (["whoami"], ["inbox"], ["history", "Marta"], ["new", "Marta"], ["doctor"]):
        done = sofia.run(*command)
        assert done.returncode == 4, done
        assert "Traceback" not in done.stderr

    queued = sofia.run("send", "Marta", "while it was away", "--timeout", "0.5", "--json")
    assert queued.returncode == 5, queued.stderr
    assert json.loads(queued.stdout)["delivery"] == "pending"
    again = sofia.run("send", "Marta", "and again", "--timeout", "0.5")
    assert again.returncode == 5
    assert "queued" in again.stderr
    assert "2 waiting" in sofia.run("doctor").stdout

    backend.start()
    assert sofia.run("send", "Marta", "last").returncode == 0
    assert contents(marta.json("history", "Sofia")) == [
        "before",
        "while it was away",
        "and again",
        "last",
    ]


def test_what_the_server_refuses_is_not_kept(backend: Backend, sofia: Person, marta: Person):
    sofia.run("new", "Marta")
    done = sofia.run("send", "Marta", "-", stdin="x" * 9000)
    assert done.returncode == 1, done
    assert done.stderr.strip()
    assert "0 waiting to be sent, 0 failed" in sofia.run("doctor").stdout
    assert sofia.run("send", "Marta", " ").returncode == 2


def test_a_title_that_several_have_is_not_guessed(backend: Backend, sofia: Person, marta: Person):
    ids = {sofia.json("new", "Marta", "--group", "Same")["id"] for _ in range(2)}
    done = sofia.run("send", "same", "hola")
    assert done.returncode == 1
    assert all(id_ in done.stderr for id_ in ids)


def tail(person: Person) -> forkserver.Popen:
    process = forkserver.Popen(
        [PROGRAM, "tail", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=person.env, text=True,
    )  # fmt: skip
    # Whoever waits for a line that never comes reads the end instead.
    deadline = threading.Timer(DEADLINE, process.kill)
    deadline.daemon = True
    deadline.start()
    return process


def next_event(process: forkserver.Popen, name: str) -> dict[str, Any]:
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == name:
            return event
    raise AssertionError(f"tail ended before {name}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_tail_tells_what_comes_and_ends_cleanly(
    backend: Backend, sofia: Person, marta: Person, number: signal.Signals
):
    sofia.run("new", "Marta")
    with tail(marta) as process:
        next_event(process, "sync")
        sofia.run("send", "Marta", "hola\x1b]52;c;aG9sYQ==\x07")
        event = next_event(process, "message-created")
        assert event["message"]["sender"] == "Sofia"
        assert event["message"]["content"].startswith("hola␛]52")
        process.send_signal(number)
        _out, errors = process.communicate(timeout=DEADLINE)
        assert (process.returncode, errors) == (0, "")


def test_tail_survives_the_server(backend: Backend, sofia: Person, marta: Person):
    sofia.run("new", "Marta")
    with tail(marta) as process:
        next_event(process, "sync")
        backend.kill()
        backend.start()
        assert sofia.run("send", "Marta", "still there?").returncode == 0
        assert next_event(process, "message-created")["message"]["content"] == "still there?"
        process.terminate()
        process.communicate(timeout=DEADLINE)
        assert process.returncode == 0


def test_tail_ends_when_nobody_reads(backend: Backend, sofia: Person, marta: Person):
    sofia.run("new", "Marta")
    with tail(marta) as process:
        next_event(process, "sync")
        assert process.stdout is not None
        process.stdout.close()
        for _ in range(3):
            sofia.run("send", "Marta", "hello?")
        assert process.wait(timeout=DEADLINE) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_doctor_says_what_is_there_and_never_the_token(backend: Backend, sofia: Person):
    healthy = sofia.json("doctor")
    assert healthy["ok"]
    assert [check["name"] for check in healthy["checks"]] == [
        "settings", "profile", "token", "archive", "server", "clock", "session",
    ]  # fmt: skip
    token = json.loads(next((sofia.home / "data" / "credentials").iterdir()).read_text())["token"]
    assert token not in sofia.run("doctor").stdout + json.dumps(healthy)


def test_doctor_lists_what_the_local_copy_says_otherwise(
    backend: Backend, sofia: Person, marta: Person
):
    assert "nothing to compare yet: open the client once" in sofia.run("doctor", "--diff").stdout
    sofia.run("new", "Marta")
    sofia.run("send", "Marta", "hola")
    marta.run("send", "Sofia", "not heard yet")
    assert sofia.json("doctor", "--diff")["differences"] == []

    (archive,) = (sofia.home / "data").rglob("archive.sqlite3")
    with closing(sqlite3.connect(archive)) as database:
        database.execute("UPDATE users SET value = CAST(replace(value, 'Marta', 'Malta') AS BLOB)")
        database.commit()
    done = sofia.run("doctor", "--diff")
    assert done.returncode == 1
    assert "alias is Malta here, and Marta on the server" in done.stdout


def test_doctor_finds_a_damaged_archive(backend: Backend, sofia: Person, marta: Person):
    sofia.run("new", "Marta")
    sofia.run("send", "Marta", "hola")
    (archive,) = (sofia.home / "data").rglob("archive.sqlite3")
    archive.write_bytes(b"not a database" * 400)
    done = sofia.run("doctor")
    assert done.returncode == 1
    assert "✗  archive" in done.stdout


def test_the_token_is_in_a_file_for_the_users_eyes_only(sofia: Person):
    (secret,) = (sofia.home / "data" / "credentials").iterdir()
    assert secret.stat().st_mode & 0o077 == 0
    assert secret.parent.stat().st_mode & 0o077 == 0


def test_hostile_names_and_words_are_inert(backend: Backend, sofia: Person, marta: Person):
    hostile = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe [/] [@click=app.quit]x[/]"
    sofia.run("new", "Marta", "--group", f"grupo {hostile}")
    (listed,) = marta.json("inbox")["conversations"]
    assert sofia.run("send", listed["id"], hostile).returncode == 0
    for command in (["inbox"], ["history", listed["id"]], ["inbox", "--json"]):
        printed = marta.run(*command).stdout
        assert not set("\x1b\x07\x9b\u202e") & set(printed)
    assert "[/]" in marta.run("history", listed["id"]).stdout


def test_the_screen_needs_a_terminal(sofia: Person):
    for command in ([], ["demo"]):
        done = sofia.run(*command)
        assert done.returncode == 2
        assert "inbox" in done.stderr
        assert done.stdout == ""


def test_another_profile_is_another_account(backend: Backend, sofia: Person, marta: Person):
    done = sofia.run("--profile", "work", *marta.login_arguments(backend.url), stdin=PASSWORD)
    assert done.returncode == 0, done.stderr
    assert sofia.json("--profile", "work", "whoami")["alias"] == "Marta"
    assert sofia.json("whoami")["alias"] == "Sofia"
    assert sofia.json("whoami")["staging"] is False
    assert sofia.run("--profile", "../x", "whoami").returncode == 1


def test_serve_says_why_it_cannot(backend: Backend, sofia: Person):
    port = str(backend.port)
    taken = sofia.run("serve", "--port", port, "--database-url", "sqlite://")
    assert (taken.returncode, port in taken.stderr) == (1, True)
    unknown = sofia.run("serve", "--port", "0", "--database-url", "mysql://x")
    assert unknown.returncode == 2
    assert "Traceback" not in taken.stderr + unknown.stderr


def test_a_conversation_is_exported_and_verified(
    backend: Backend, sofia: Person, marta: Person, tmp_path: Path
):
    sofia.run("new", "Marta", "--group", "Plaza")
    for words in ("uno", "<b>dos</b>"):
        assert marta.run("send", "Plaza", words).returncode == 0
    for form in ("jsonl", "markdown", "html"):
        path = tmp_path / form
        told = sofia.run("export", "Plaza", "--format", form, "-o", str(path))
        assert told.returncode == 0, told.stderr
        assert path.stat().st_mode & 0o777 == 0o600
        root = told.stdout.split()[-1]
        assert sofia.run("export", "verify", str(path), "--root", root).stdout == told.stdout
    assert sofia.run("export", "verify", str(path), "--root", "0").returncode == 1
    assert sofia.run("export", "Plaza", "-o", str(path)).returncode == 2
    path.write_text(path.read_text().replace("dos", "tres"))
    verdict = sofia.run("export", "verify", str(path))
    assert verdict.returncode == 1
    assert "message 3 (" in verdict.stderr
    assert sofia.run("export", "verify", str(tmp_path / "none")).returncode == 2
    assert sofia.run("export", "Plaza").returncode == 2

    sofia.run("new", "Marta", "--group", "Calle")
    path = tmp_path / "case"
    told = sofia.run("export", "--case", "Feria", "Plaza", "Calle", "-o", str(path))
    assert told.returncode == 0, told.stderr
    assert " in 2 conversations." in told.stdout
    path.write_text(path.read_text().replace("dos", "tres"))
    verdict = sofia.run("export", "verify", str(path))
    assert verdict.returncode == 1
    assert "was changed. Conversation: Plaza (" in verdict.stderr

    messages = sofia.json("history", "Plaza")["messages"]
    lines = [json.loads(line) for line in (tmp_path / "jsonl").read_text().splitlines()]
    assert [line["facts"]["id"] for line in lines[1:-1]] == [each["id"] for each in messages]
    assert lines[-1]["facts"]["exported_by"] == "Sofia"
