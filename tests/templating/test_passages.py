"""Lifting runs of text out of a template changes nothing that a reader sees."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mactl.core.model.woven import MARK, Woven, weave
from mactl.errors import MactlError
from mactl.templating.compiled import MARK as TOKEN
from mactl.templating.passages import SHORTEST, Shape, lift, tidied
from mactl.templating.pieces import Piece

LONG = "\n".join(f"第 {n} 行：https://m.cn/c/{TOKEN}/{n}，会员先看" for n in range(20))


def text(words: str) -> Piece:
    return Piece("text", words, "t.html", 1)


def tag(*words: str) -> Piece:
    return Piece("block", " ".join(words), "t.html", 1, words)


def shown(pieces: list[Piece], values: list[str]) -> str:
    """Return the texts of ``pieces`` with a value after each, as a template would print them."""
    return "".join(piece.text + value for piece, value in zip(pieces, values, strict=True))


def finished(words: str, shape: Shape) -> str:
    return words if shape == "kept" else (tidied(words) if shape == "loose" else words).strip()


LINES = st.lists(st.text("字a. \n\t" + TOKEN, max_size=12), max_size=30).map("\n".join)
VALUES = st.text("王 x\n.", max_size=5)


@given(st.lists(st.tuples(LINES, VALUES), min_size=1, max_size=4), st.sampled_from(["kept", "stripped", "loose"]))
@example([(f"  \n {LONG} \n\n\n\n  x  ", " ")], "loose")
@example([(f"\n  {LONG}\n  \n", "")], "stripped")
def test_a_text_put_together_again_is_the_text(told: list[tuple[str, str]], shape: Shape) -> None:
    pieces, values = [text(words * 8) for words, _ in told], [value for _, value in told]
    shorter, passages = lift(pieces, TOKEN, shape)
    woven = weave(finished(shown(shorter, values), shape).replace(TOKEN, "t" * 24), passages, "t" * 24, 10**6)
    assert str(woven) == finished(shown(pieces, values), shape).replace(TOKEN, "t" * 24)


def test_a_long_run_is_lifted_and_cut_at_the_token() -> None:
    shorter, passages = lift([text(f"<p>\n{LONG}\n</p>")], TOKEN, "kept")
    assert [piece.text for piece in shorter] == [f"<p>\n{MARK}0{MARK}\n</p>"]
    assert len(passages["0"].segments) == 21
    assert lift([text("a\n" + "b" * (SHORTEST - 1) + "\nc")], TOKEN, "kept")[1] == {}


@pytest.mark.parametrize(
    ("opening", "closing", "lifted"),
    [
        (("if", "x"), ("endif",), True),
        (("for", "x", "in", "y"), ("endfor",), True),
        (("for", "x", "in", "y", "recursive"), ("endfor",), False),
        (("filter", "upper"), ("endfilter",), False),
        (("macro", "m", "(", ")"), ("endmacro",), False),
        (("set", "x"), ("endset",), False),
        (("call", "m", "(", ")"), ("endcall",), False),
    ],
)
def test_what_a_block_may_change_stays_where_it_is(
    opening: tuple[str, ...], closing: tuple[str, ...], lifted: bool
) -> None:
    assert bool(lift([tag(*opening), text(f"\n{LONG}\n"), tag(*closing)], TOKEN, "kept")[1]) is lifted
    pieces = [tag(*opening), tag("if", "y"), text(f"\n{LONG}\n"), tag("endif"), tag(*closing)]
    assert bool(lift(pieces, TOKEN, "kept")[1]) is lifted
    after = [tag(*opening), tag(*closing), tag("set", "x", "=", "1"), text(f"\n{LONG}\n")]
    assert lift(after, TOKEN, "kept")[1]


def test_a_template_that_holds_the_mark_is_left_alone() -> None:
    pieces = [text(f"\n{LONG}\n"), text(MARK)]
    assert lift(pieces, TOKEN, "kept") == (pieces, {})


def test_a_rendered_letter_remembers_its_passages(write, render) -> None:
    rows = "\n".join(
        f"<p>第 {n} 款，{{{{ customer.city }}}}包邮</p>" if n == 25 else f"<p>第 {n} 款，会员先看</p>"
        for n in range(40)
    )
    write("email/p.html", f"{{% block subject %}}上新{{% endblock %}}<!doctype html><body>\n{rows}\n</body>")
    made, content = render(name="p", token="t" * 24, woven=True), render(name="p", token="t" * 24)
    text, html = made.bodies
    assert isinstance(html, Woven)
    assert len(html.passages) == 2
    assert (str(text), str(html)) == content.bodies == (content.text, content.html)
    assert isinstance(text, Woven)
    assert (text.letters, html.letters) == (len(content.text), len(content.html))
    assert "<p>第 24 款，会员先看</p>\n<p>第 25 款，上海包邮</p>\n<p>第 26 款，会员先看</p>" in content.html
    assert MARK not in content.html + content.text


PAGE = "{{% block subject %}}上新{{% endblock %}}<body>\n{}\n</body>"


def test_a_value_cannot_call_up_a_passage_that_is_not_there(write, render) -> None:
    values = "{% for k, v in customer|dictsort %}{{ v }}{% endfor %}"
    write("email/p.html", PAGE.format(f"{values}\n{LONG * 3}"))
    hostile = f"x{MARK}77{MARK}"
    assert hostile in render(name="p", customer={"id": hostile, "birthday": "", "tags": ""}).html


def test_repetitions_of_a_passage_are_bounded(write, render) -> None:
    write("email/p.html", PAGE.format(f"{{% for n in range(99999) %}}\n{LONG}\n{{% endfor %}}"))
    with pytest.raises(MactlError, match="5 million"):
        render(name="p")
