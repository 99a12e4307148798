from __future__ import annotations

import pytest

from kaifaqu.kernel.areas import SCALES as AREA_SCALES
from kaifaqu.kernel.areas import Area
from kaifaqu.kernel.figures import UNITS, Figure, UnknownUnit, unit
from kaifaqu.kernel.money import Money


def test_an_unknown_unit_names_the_nearest_one() -> None:
    with pytest.raises(UnknownUnit) as told:
        unit("projct")
    assert str(told.value) == "unknown unit 'projct': did you mean 'project'?"
    assert isinstance(told.value, KeyError)


def test_a_figure_in_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UnknownUnit):
        Figure(1, "acre")


@pytest.mark.parametrize("key", UNITS)
def test_every_unit_has_its_words_in_both_languages_or_a_sign(key: str) -> None:
    row = unit(key)
    words = [row.label("zh"), row.label("en"), row.label("en", one=True)]
    assert all(words) or (row.sign and not any(words)) or row.quantity == "date"


@pytest.mark.parametrize("key", UNITS)
def test_the_base_of_every_unit_is_whole_or_a_mu(key: str) -> None:
    assert unit(key).scale.denominator == 1 or key == "mu"


def test_money_units_agree_with_money() -> None:
    for key, parse in [("CNY", Money.yuan), ("CNY_wan", Money.wan), ("CNY_yi", Money.yi)]:
        assert Figure.parse("12.34", key).value == parse("12.34").fen
        assert unit(key).quantity == "money:CNY"
    assert unit("USD_yi").quantity == "money:USD"


def test_area_units_agree_with_areas() -> None:
    for key in AREA_SCALES:
        assert Figure.parse("710", key).value == getattr(Area, key)("710").units
