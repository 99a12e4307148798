"""What is typed for a value becomes what charters write, exactly; what cannot be read is left for the check."""

from __future__ import annotations

import pytest

from kaifaqu.kernel.charter.entered import entered


@pytest.mark.parametrize(
    ("typed", "unit", "written"),
    [
        ("3%", "ratio", "0.03"),
        ("３％", "ratio", "0.03"),
        ("０.０３", "ratio", "0.03"),
        ("0.03", "ratio", "0.03"),
        ("33.3%", "ratio", "0.333"),
        ("2个工作日", "limit", "2wd"),
        ("2 工作日", "limit", "2wd"),
        ("２４小时", "limit", "24h"),
        ("2wd", "limit", "2wd"),
        ("15日", "limit", "15d"),
        ("2 working days", "limit", "2wd"),
        ("1.5亿", "CNY_wan", "15000"),
        ("1.5亿元", "CNY", "150000000"),
        ("1.5", "CNY_yi", "1.5"),
        ("5000万元", "CNY_yi", "0.5"),
        ("１５０人", "person", "150"),
        ("1,500", "person", "1500"),
        ("三成", "ratio", "三成"),
        ("3天半", "limit", "3天半"),
        ("5%", "person", "5%"),
        ("net", "choice", "net"),
        ("2020-08-15", "date", "2020-08-15"),
    ],
)
def test_a_value_is_converted_exactly_or_left_alone(typed: str, unit: str, written: str) -> None:
    assert entered(typed, unit) == written
