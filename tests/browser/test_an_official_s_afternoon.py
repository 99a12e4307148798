"""An official's afternoon: read the charter, see how others do it, change one value, have it adopted, read it anew."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from kaifaqu.kernel.clock import today
from tests.browser.cast import OFFICE, SECOND, ZONE
from tests.browser.visiting import House, fill, status, submit

pytestmark = pytest.mark.browser

YANTAI = "/charters/yantai/"
PAPER = "关于从严末位淘汰的补充通知"
FROM = today() + timedelta(days=30)
NINE = ("烟台市", "龙口市", "衡阳市", "绵阳市", "江西省", "赣州市", "上栗县", "淮安市", "国家法律")


def article(page: Page, words: str) -> str:
    """A clause of the charter as it is read."""
    return page.locator(".article", has_text=words).first.inner_text()


def comparison(page: Page, topic: str) -> str:
    page.goto(f"/charters/compare/?topic={topic}")
    return page.locator("main").inner_text()


def paper(page: Page, name: str) -> str:
    """The text of a paper, its tables included."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    document = Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def drafted(page: Page) -> str:
    """Begin an amendment from the reader; where its desk is."""
    page.goto(YANTAI)
    page.get_by_role("link", name="起草修订").click()
    fill(
        page,
        {
            "依据文件": PAPER,
            "施行日期": FROM.isoformat(),
            "发文单位": "烟台市委办公室（演示）",
            "英文名称": "Supplementary notice",
        },
    )
    submit(page)
    expect(page.locator("main")).to_contain_text("还没有改动")
    return page.url


def value_changed(page: Page) -> None:
    """Change one value from the reader; at first as nobody may write it."""
    page.get_by_role("link", name="到方案里逐条改").click()
    page.locator(".article", has_text="末位淘汰率").first.get_by_role("link", name="改", exact=True).click()
    fill(page, {"数值": "三成", "出自哪一条": "第二条"})
    submit(page)
    expect(page.locator("main")).to_contain_text("没有提交，什么都没有改动")
    expect(page.get_by_label("数值")).to_have_value("三成")
    fill(page, {"数值": "0.03"})
    submit(page)
    expect(page.locator(".edits")).to_contain_text("“年度末位淘汰率”由不低于2%提高到不低于3%")
    expect(page.locator(".edits")).to_contain_text(f"《{PAPER}》第二条")


def adopted(page: Page) -> None:
    """What the second officer does: from the day's work to the edition."""
    expect(page.locator("main")).to_contain_text("修订待您复核")
    page.get_by_role("link", name=re.compile(PAPER)).first.click()
    page.get_by_role("link", name="复核施行").click()
    submit(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("已施行")


def test_reading_and_comparing(house: House) -> None:
    page = house.visit(*OFFICE)
    page.goto("/charters/")
    page.get_by_role("link", name="烟台市开发区体制机制", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("版")
    assert "末位淘汰率" in article(page, "末位淘汰率")
    told = comparison(page, "bottom_exit")
    assert all(place in told for place in NINE)
    assert "没有规定" in told
    assert "5%" in told
    for topic, words in {"administered_towns": "代管", "whistle": "哨", "pay": "薪"}.items():
        assert words in comparison(page, topic)


def test_amending_adopting_and_reading_again(house: House) -> None:
    page = house.visit(*OFFICE)
    page.goto(YANTAI)
    assert "不低于2%" in article(page, "末位淘汰率")
    desk = drafted(page)
    value_changed(page)
    for name in ("修订对照表", "实施方案", "任务分工表"):
        words = paper(page, name)
        assert "不低于3%" in words
        assert "草案" in words
    page.get_by_role("link", name="提交复核").click()
    submit(page)
    expect(page.get_by_role("link", name="复核施行")).to_have_count(0)
    adopted(house.visit(*SECOND))
    page.goto(YANTAI)
    assert "不低于2%" in article(page, "末位淘汰率")
    page.goto(f"{YANTAI}?on={FROM.isoformat()}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("第 2 版")
    assert "不低于3%" in article(page, "末位淘汰率")
    page.goto(desk)
    expect(page.get_by_role("link", name="到方案里逐条改")).to_have_count(0)


def test_a_breach_is_named_with_its_facts_and_who_is_told_and_can_be_exempted(house: House) -> None:
    page = house.visit(*OFFICE)
    page.goto(f"{YANTAI}constraints/")
    breach = page.locator(".findings > li", has_text="示例开发区乙").first
    expect(breach).to_contain_text("不符合")
    expect(breach).to_contain_text("4名")
    expect(breach).to_contain_text("市推动开发区改革创新领导小组办公室")
    breach.get_by_role("link", name="同意豁免").click()
    fill(page, {"理由": "超配一名，2027 年底前消化"})
    submit(page)
    page.goto(f"{YANTAI}constraints/")
    again = page.locator(".findings > li", has_text="示例开发区乙").first
    expect(again).to_contain_text("已同意豁免")
    expect(again).to_contain_text("2027 年底前消化")
    again.get_by_role("link", name="终止豁免").click()
    fill(page, {"理由": "已消化"})
    submit(page)


def test_others_read_the_charter_and_change_nothing(house: House) -> None:
    page = house.visit(*ZONE)
    page.goto(YANTAI)
    assert "末位淘汰率" in article(page, "末位淘汰率")
    expect(page.get_by_role("link", name="起草修订")).to_have_count(0)
    assert status(page, "/charters/amendments/999999/") == 404
