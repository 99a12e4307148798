"""The facts that targets of programmes are measured by, year by year. All of them are known from published figures."""

from __future__ import annotations

from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.measures.facts import Fact, register


def _published(key: str, zh: str, en: str, unit: str) -> Fact:
    return Fact(key, Title(zh=zh, en=en), unit)


register(
    _published("city_output_growth", "全市平均增速", "The city's mean growth of output", "ratio"),
    _published("output_growth", "规上工业总产值增速", "Growth of output", "ratio"),
    _published("parks_50bn_added", "新增五百亿级园区", "New 50-billion parks", "park"),
    _published("parks_100bn_added", "新增千亿级园区", "New 100-billion parks", "park"),
    _published("rd_growth_average", "研发经费年均增速", "Mean yearly growth of R&D", "ratio"),
    _published("rd_spending", "研发经费", "R&D spending", "CNY_wan"),
    _published("revenue", "营业收入", "Revenue", "CNY_wan"),
    _published("revenue_growth_average", "营业收入年均增速", "Mean yearly growth of revenue", "ratio"),
    _published("value_added_per_mu", "亩均工业增加值", "Value added per mu", "CNY_wan"),
    _published(
        "value_added_per_mu_growth_average",
        "亩均增加值年均增速",
        "Mean yearly growth of value added per mu",
        "ratio",
    ),
    _published("firms_first_tier", "航母型企业", "Carrier firms", "firm"),
    _published("firms_second_tier", "引领型企业", "Leading firms", "firm"),
    _published("firms_with_provincial_title", "省级以上称号企业", "Firms with provincial titles", "firm"),
)
