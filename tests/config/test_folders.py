"""A folder that cannot be is told with its line when the program starts."""

import pytest

from safespot_tui.cli.chosen import chosen_folders, chosen_settings
from safespot_tui.config.errors import BadSettings
from safespot_tui.config.locations import settings_path


def write(text: str) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text(text)


def test_folders_come_in_the_order_of_the_file(home) -> None:
    write('[folders]\n"Mis cosas" = "has:draft"\nCaballito = "title:caballito unread"\n')
    folders = chosen_folders(chosen_settings())
    assert [folder.name for folder in folders] == ["Mis cosas", "Caballito"]


def test_a_mistake_is_told_with_its_line(home) -> None:
    write('theme = "nord"\n[folders]\nA = "unread"\n"Mis cosas" = "is:unred"\n')
    with pytest.raises(BadSettings) as refused:
        chosen_settings()
    assert 'line 4, folders."Mis cosas": “is:unred” means nothing;' in refused.value.reason
