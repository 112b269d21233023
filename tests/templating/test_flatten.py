from __future__ import annotations

import pytest

from mactl.errors import MactlError

BASE = """{% block subject %}基础{% endblock %}<!doctype html><html><head></head><body>
{% block top %}<i>top</i>{% endblock %} {% block body %}<b>base</b>{% endblock %}</body></html>"""


@pytest.fixture
def text(write, render):
    write("email.html", BASE)

    def of(source, **files):
        for name, said in files.items():
            write(f"{name}.html", said)
        write("email/p.html", source)
        return " ".join(render(name="p").text.split())

    return of


def test_blocks_replace_the_layouts(text):
    assert text('{% extends "email.html" %}{% block body %}mine{% endblock %}') == "top mine"


def test_super_is_the_layouts_own(text):
    said = text('{% extends "email.html" %}{% block body %}[{{ super() }}]{% endblock %}')
    assert said == "top [base]"


def test_inheritance_goes_through_several_layouts(text):
    said = text(
        '{% extends "mid.html" %}{% block body %}c{{ super() }}{% endblock %}',
        mid='{% extends "email.html" %}{% block body %}m{{ super() }}{% block deep %}d{% endblock %}{% endblock %}',
    )
    assert said == "top cmbased"


def test_a_block_within_a_block_can_be_replaced(text):
    said = text(
        '{% extends "mid.html" %}{% block deep %}D{% endblock %}',
        mid='{% extends "email.html" %}{% block body %}m{% block deep %}d{% endblock %}{% endblock %}',
    )
    assert said == "top mD"


def test_subjects_inherit_too(write, render):
    write("email.html", BASE)
    write("email/p.html", '{% extends "email.html" %}{% block subject %}新{{ super() }}{% endblock %}')
    assert render(name="p").subject == "新基础"


def test_includes_see_the_loop_and_their_links_count(write, library):
    from mactl.templating import Tracking

    write("email.html", BASE)
    write("_one.html", '<a href="https://x.cn/">{{ tag }}</a>')
    write(
        "email/p.html",
        '{% extends "email.html" %}{% block body %}{% for tag in customer.tags %}{% include "_one.html" %}{% endfor %}'
        "{% endblock %}",
    )
    template = library.load(channel="email", name="p", tracking=Tracking(base_url="https://m.cn"))
    assert template.links == ("https://x.cn/",)
    said = template.render(customer={"tags": ["a", "b"]}, workspace={}, campaign={}).text
    assert "a (https://m.cn/c//0)b (https://m.cn/c//0)" in said


@pytest.mark.parametrize(
    "tags",
    [
        '{% import "_m.html" as m %}{% block body %}{{ m.hi("x") }}{% endblock %}',
        '{% from "_m.html" import hi %}{% block body %}{{ hi("x") }}{% endblock %}',
        '{% from "_m.html" import hi as ho with context %}{% block body %}{{ ho("x") }}{% endblock %}',
        '{% macro hi(a) %}<u>hi {{ a }}</u>{% endmacro %}{% block body %}{{ hi("x") }}{% endblock %}',
        "{% set a %}<u>hi x</u>{% endset %}{% block body %}{{ a }}{% endblock %}",
        '{% set a = "hi x"|replace("q", "=") %}{% block body %}{{ a }}{% endblock %}',
        '{% set a|replace("q", q="=") %}hi x{% endset %}{% block body %}{{ a }}{% endblock %}'.replace(", q=", ", "),
    ],
)
def test_macros_and_values_of_a_child_reach_its_blocks(text, tags):
    macros = "{% macro hi(a) %}<u>hi {{ a }}</u>{% endmacro %}"
    assert text('{% extends "email.html" %}' + tags, _m=macros) == "top hi x"


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ('\n{% extends "nowhere.html" %}', 0, "no template file nowhere.html"),
        ('{% extends "emial.html" %}', 0, "no template file emial.html"),
        ("\n{% extends customer.name %}", 2, "must name a file in quotes"),
        ("\n\n{% include customer.name %}", 3, "must name a file in quotes"),
        ('{% include "../../etc/passwd" %}', 0, "no name of a template"),
        ('{% include "/etc/passwd" %}', 0, "no name of a template"),
        ('{% extends "email/p.html" %}', 0, "contain each other: email/p.html → email/p.html"),
        ('{% include "email/p.html" %}', 0, "contain each other"),
        ('{% extends "email.html" %}\n{% block body %}{{ super()|upper }}{% endblock %}', 2, "must stand alone"),
        ("{% block a %}\n{{ self.a() }}{% endblock %}", 1, "contains itself"),
        ("\n{% block a %}{% endblock %}{% block a %}{% endblock %}", 2, "block a stands twice"),
        ("\n{% if x %}", 2, "the file ends where if is still open"),
        ("\n{{ x ", 2, "the file ends before"),
        ("\n\n{{ x|mony }}", 3, "no filter named mony"),
        ("{% frob %}", 1, "the tag frob is unknown"),
        ('{% extends "email.html" %}\n\nlost text', 3, "lost text stands outside the blocks"),
        ('{% extends "email.html" %}\n{{ customer.name }}', 2, "stands outside the blocks"),
        ('{% extends "email.html" %}\n{% if 1 %}{% block body %}{% endblock %}{% endif %}', 2, "outside the blocks"),
        ("{{ 1 2 }}", 1, "}} is expected here, not a number"),
        ('{% if x %}{% extends "email.html" %}{% endif %}', 1, "at the top"),
    ],
)
def test_what_cannot_be_worked_out_is_named_with_its_place(text, tmp_path, source, line, words):
    with pytest.raises(MactlError) as caught:
        text(source)
    assert words.lower() in caught.value.message.lower()
    if line:
        assert caught.value.message.startswith(f"{tmp_path}/templates/email/p.html:{line}: ")


def test_a_circle_through_a_layout_is_named(text):
    with pytest.raises(MactlError, match=r"email/p\.html → a\.html → email/p\.html"):
        text('{% extends "a.html" %}', a='{% extends "email/p.html" %}')


def test_a_slip_in_a_layout_is_told_of_the_layouts_own_file(write, render, tmp_path):
    write("email.html", BASE.replace("<b>base</b>", "\n\n{{ customer.nmae }}"))
    write("email/p.html", '{% extends "email.html" %}\n{% block top %}\n\n\n{% endblock %}')
    with pytest.raises(MactlError) as caught:
        render(name="p")
    assert caught.value.message.startswith(f"{tmp_path}/templates/email.html:4: customer.nmae is missing")
