"""Profiles are kept by name and come back as they were."""

import os
import stat
from pathlib import Path

import pytest

from safespot_tui.config.errors import BadProfile
from safespot_tui.config.locations import profiles_dir
from safespot_tui.config.profiles import (
    MAX_NAME_CHARACTERS,
    Profile,
    list_profiles,
    load_profile,
    remove_profile,
    save_profile,
    valid_name,
)

pytestmark = pytest.mark.usefixtures("home")

ANA = Profile(
    name="ana",
    server="https://chat.example.org",
    email="ana@example.org",
    user_id="u-1",
    alias="Aña",
    insecure=True,
)


def named(name: str) -> Profile:
    return Profile(name=name, server="http://127.0.0.1:1", email="e@x", user_id="u", alias="a")


def test_a_profile_comes_back_as_it_was():
    save_profile(ANA)
    assert load_profile("ana") == ANA


def test_what_is_not_there_is_none():
    assert load_profile("ana") is None
    assert list_profiles() == []
    remove_profile("ana")


def test_profiles_are_listed_by_name_and_can_be_removed():
    for name in ("b", "a", "c"):
        save_profile(named(name))
    (profiles_dir() / "Not A Profile.json").write_text("{")
    (profiles_dir() / "notes.txt").write_text("x")
    assert [profile.name for profile in list_profiles()] == ["a", "b", "c"]
    remove_profile("b")
    assert [profile.name for profile in list_profiles()] == ["a", "c"]


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_profiles_are_private():
    save_profile(ANA)
    assert stat.S_IMODE((profiles_dir() / "ana.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(profiles_dir().stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["a", "0", "work-2", "a_b", "a" * MAX_NAME_CHARACTERS])
def test_names(name: str):
    assert valid_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "a/b",
        "../a",
        "a\\b",
        "-a",
        "_a",
        "A",
        "ñ",
        "a b",
        "a\n",
        "a\0",
        "a.json",
        "a" * (MAX_NAME_CHARACTERS + 1),
        "\x1b[31m",
    ],
)
def test_what_is_no_name_is_refused_everywhere(name: str):
    for use in (valid_name, load_profile, remove_profile, lambda name: save_profile(named(name))):
        with pytest.raises(BadProfile, match="cannot be the name of a profile") as refused:
            use(name)
        assert refused.value.reason.isprintable()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff", b'{"name": "ana"}', b'{"name": "ana", "server": 3}'],
)
def test_a_file_that_is_no_profile_is_named(content: bytes):
    save_profile(ANA)
    path: Path = profiles_dir() / "ana.json"
    path.write_bytes(content)
    with pytest.raises(BadProfile, match=r"ana\.json cannot be read as a profile\. Delete it"):
        load_profile("ana")


def test_a_file_under_another_name_is_not_believed():
    save_profile(ANA)
    (profiles_dir() / "ana.json").rename(profiles_dir() / "beto.json")
    with pytest.raises(BadProfile):
        load_profile("beto")


def test_a_field_of_tomorrow_is_passed_over():
    save_profile(ANA)
    path = profiles_dir() / "ana.json"
    path.write_bytes(path.read_bytes().replace(b"{", b'{"colour": "red",', 1))
    assert load_profile("ana") == ANA
