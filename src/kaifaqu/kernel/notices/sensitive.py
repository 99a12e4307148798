"""What sensitive things look like in Chinese and English texts: numbers, amounts, firms, people with their titles."""

from __future__ import annotations

import re

NUMBERS = "〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"  # digits as written in Chinese
AMOUNTS = (
    re.compile(r"[¥￥$€£]\s*\d[\d,，.．]*\s*(?:[余多]?(?:亿|千万|百万|万|k|m|bn)\b)?", re.I),
    re.compile(r"(?:RMB|CNY|USD|EUR|HKD)\s*\d[\d,，.．]*(?:\s*(?:million|billion|thousand|k|m|bn))?", re.I),
    re.compile(
        r"\d[\d,，.．]*\s*[余多]?\s*(?:million|billion|thousand)?\s*(?:yuan|RMB|CNY|USD|EUR|dollars|euros)\b", re.I
    ),
    re.compile(
        r"[\d.．,，]*\d\s*[余多]?\s*(?:万亿|亿|千万|百万|万|千|百)?\s*[余多]?\s*(?:元|块钱|美金|美元|欧元|港元|港币|日元)"
    ),
    re.compile(r"[\d.．,，]*\d\s*[余多]?\s*(?:万亿|亿)"),
    re.compile(rf"[{NUMBERS}]+[余多]?(?:元|块钱|美元|欧元|港元)"),
)
LONG_NUMBER = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?\d(?:[-\s—()（）]?\d){6,}[Xx]?")
"""Seven digits and more are a telephone, an identity card, an account or a social credit code, not a count."""
CREDIT_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
FIRM = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9·（）()&.\-]{1,40}?(?:有限责任公司|股份有限公司|有限公司|集团公司|合伙企业|公司|集团|厂)"
)
FIRM_ENGLISH = re.compile(
    r"(?:[A-Z][\w&'.-]*\s+){1,6}(?:Co\.?,?\s*Ltd|Ltd|Limited|Inc|LLC|GmbH|Corp(?:oration)?|Company)\b\.?"
)
BEFORE_A_FIRM = re.compile(
    r".*(?:关于|解决|协调|督促|推进|推动|办理|处置|处理|帮助|支持|反映|核实|督办|落实|研究|请|对|的|与|和|向|为|由|就|给|及|、|，|：)"
)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
PERSON = re.compile(
    rf"[{SURNAMES}][\u4e00-\u9fff某]{{0,2}}?(?<![区市县镇乡局委办处科院所站部厂组])(?=同志|先生|女士|老师|师傅|书记|市长|县长|区长|镇长|局长|处长|科长|主任|总经理|董事长|老板)"
)
PERSON_ENGLISH = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Mayor|Secretary|Director)\.?\s+[A-Z][a-z]+(?:\s+[A-Z][a-z]+)?")
