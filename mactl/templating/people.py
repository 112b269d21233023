"""Names, phones and addresses as a message shows them: masked, or the given name alone."""

from __future__ import annotations

import re

from mactl.core.decode.masking import masked_email, masked_phone

# Surnames of two letters that are borne today (those of the census of 2010 with more than a few thousand bearers).
COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "太史",
        "端木",
        "上官",
        "司马",
        "东方",
        "独孤",
        "南宫",
        "万俟",
        "闻人",
        "夏侯",
        "诸葛",
        "尉迟",
        "公羊",
        "赫连",
        "澹台",
        "皇甫",
        "宗政",
        "濮阳",
        "公冶",
        "太叔",
        "申屠",
        "公孙",
        "慕容",
        "仲孙",
        "钟离",
        "长孙",
        "宇文",
        "司徒",
        "鲜于",
        "司空",
        "闾丘",
        "令狐",
        "百里",
        "呼延",
        "东郭",
        "南门",
        "西门",
        "第五",
        "歐陽",
        "司馬",
        "東方",
        "諸葛",
        "尉遲",
        "赫連",
        "澹臺",
        "公孫",
    ]
)
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff·]+")
_PHONE = re.compile(r"\+?[\d\s().-]{7,20}")


def masked(value: object) -> str:
    """Return a name, phone or e-mail address such that its owner knows it and nobody else does.

    王小明 is 王**, 13800000000 is 138****0000, zhang@x.com is z***@x.com.
    """
    text = str(value).strip()
    if "@" in text:
        return masked_email(text)
    if _PHONE.fullmatch(text):
        return masked_phone(text)
    if _HAN.fullmatch(text):
        return f"{_surname(text)}**"
    return f"{text[:1]}***" if text else ""


def _surname(name: str) -> str:
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]


def given_name(value: object) -> str:
    """Return how one is addressed: 王小明 is 小明, 欧阳娜娜 is 娜娜, "Li, Anna Maria" and "Anna Li" are Anna.

    A Chinese name of one given letter stays whole (王明), as nobody is called 明 by a shop.
    """
    text = " ".join(str(value).split())
    if _HAN.fullmatch(text):
        rest = text[len(_surname(text)) :]
        return rest if 1 < len(rest) <= 2 and "·" not in text else text
    if "," in text:
        text = text.partition(",")[2].strip() or text
    return text.split(" ")[0]
