"""The topics under which charters are read and compared, by chapter: one vocabulary for all places."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """A topic: its chapter's key and its name in the two languages."""

    chapter: str
    zh: str
    en: str


CHAPTERS: dict[str, tuple[str, str]] = {
    "institutions": ("机构与关系", "Institutions"),
    "mandates": ("职责与权力", "Duties and powers"),
    "procedures": ("办事程序", "Procedures"),
    "investment": ("招商引资", "Investment promotion"),
    "people": ("人事与薪酬", "People and pay"),
    "assessment": ("考核评价", "Assessment"),
    "fiscal": ("财政", "Public finance"),
    "land": ("土地", "Land"),
    "industry": ("产业与企业", "Industry and firms"),
    "capital": ("公司、基金与共建", "Companies, funds, co-operation"),
    "reform": ("改革方案", "The reform programme"),
}

TOPICS: dict[str, Topic] = {
    "model": Topic("institutions", "运行体制", "Operating model"),
    "leaders": Topic("institutions", "领导班子", "Leaders"),
    "internal_units": Topic("institutions", "内设机构", "Internal units"),
    "headcount": Topic("institutions", "员额编制", "Headcount and establishment"),
    "layout": Topic("institutions", "布局整合", "Layout and mergers"),
    "area": Topic("institutions", "管辖面积", "Area"),
    "administered_towns": Topic("institutions", "代管镇街", "Administered towns"),
    "concurrent_posts": Topic("institutions", "兼任", "Concurrent posts"),
    "shareholder": Topic("institutions", "出资人职责", "Shareholder's role"),
    "social_affairs": Topic("mandates", "社会事务", "Social affairs"),
    "duty_list": Topic("mandates", "职责任务清单", "Duty list"),
    "power_list": Topic("mandates", "权责清单", "Power list"),
    "hand_down": Topic("mandates", "赋权承接", "Handing powers down"),
    "stationed": Topic("mandates", "派驻机构", "Stationed bodies"),
    "autonomy": Topic("mandates", "自主权限", "Autonomy"),
    "safety": Topic("mandates", "安全生产与环保", "Safety and environment"),
    "gate": Topic("mandates", "扎口管理", "Single gate"),
    "whistle": Topic("procedures", "吹哨报到", "Whistle and answer"),
    "meetings": Topic("procedures", "联席会议", "Joint meetings"),
    "follow_up": Topic("procedures", "督办", "Follow-ups"),
    "approval": Topic("procedures", "审批", "Approvals"),
    "licensing": Topic("procedures", "行政许可期限", "Licensing limits"),
    "disclosure": Topic("procedures", "信息公开", "Information disclosure"),
    "inspection": Topic("procedures", "检查执法", "Inspection and enforcement"),
    "promotion": Topic("investment", "招商", "Promotion"),
    "promotion_staff": Topic("investment", "招商队伍", "Promotion staff"),
    "project": Topic("investment", "项目推进", "Projects"),
    "appointment": Topic("people", "聘任制", "Term appointment"),
    "selection": Topic("people", "选聘竞聘", "Selection"),
    "bottom_exit": Topic("people", "末位淘汰", "Bottom exit"),
    "rotation": Topic("people", "交流轮岗", "Rotation"),
    "posts": Topic("people", "岗位等级", "Posts and grades"),
    "pay": Topic("people", "薪酬", "Pay"),
    "talent": Topic("people", "人才", "Talent"),
    "scheme": Topic("assessment", "考核办法", "Assessment schemes"),
    "linked": Topic("assessment", "关联考核", "Linked assessment"),
    "consequences": Topic("assessment", "结果运用", "What results lead to"),
    "watch_list": Topic("assessment", "弱区整改退出", "Weak zones"),
    "budget": Topic("fiscal", "财政体制", "Fiscal system"),
    "remittance": Topic("fiscal", "上解", "Remittance"),
    "sharing": Topic("fiscal", "收益分成", "Income sharing"),
    "land_income": Topic("fiscal", "土地收入与收费", "Land income and fees"),
    "idle_land": Topic("land", "闲置土地", "Idle land"),
    "supply": Topic("land", "供地", "Land supply"),
    "yield_per_mu": Topic("land", "亩均论英雄", "Yield per mu"),
    "plants": Topic("land", "标准厂房", "Standard plants"),
    "clusters": Topic("industry", "产业集群", "Clusters"),
    "first_industry": Topic("industry", "首位产业与主导产业", "First and main industries"),
    "firm_tiers": Topic("industry", "企业梯度", "Tiers of firms"),
    "firm_service": Topic("industry", "惠企服务", "Service to firms"),
    "platforms": Topic("industry", "创新平台", "Platforms for innovation"),
    "company": Topic("capital", "运营公司", "Operating companies"),
    "fund": Topic("capital", "基金", "Funds"),
    "cooperation": Topic("capital", "合作共建", "Co-operation"),
    "programme": Topic("reform", "改革任务", "Reform tasks"),
    "goals": Topic("reform", "目标", "Goals and targets"),
    "cases": Topic("reform", "典型案例", "Model cases"),
}
