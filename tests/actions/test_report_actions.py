"""A report is named by its id, or by anything that has it in it."""

import pytest

from safespot_tui.actions.report_actions import report_id_in

ID = "0e6ae48d-a4ba-4a78-bf45-e200d4bf68d6"


@pytest.mark.parametrize(
    "words",
    [
        ID,
        ID.upper(),
        f"  {ID} ",
        f"https://safespot.example/reporte/{ID}",
        f"https://safespot.example/reporte/{ID}?from=9087c108#comments",
        f"https://safespot.example/u/9087c108-3ccc-47c2-bff0-618392040da2/reporte/{ID}",
    ],
)
def test_its_id_is_found(words: str) -> None:
    assert report_id_in(words) == ID


@pytest.mark.parametrize("words", ["", "Bache en Lavalle", ID[:-1], "https://safespot.example/"])
def test_where_there_is_none_none_is_found(words: str) -> None:
    assert report_id_in(words) is None
