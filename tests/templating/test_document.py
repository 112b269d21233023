"""The HTML of an e-mail: styles inlined, and every Jinja tag where its author put it."""

from __future__ import annotations

import pytest

from mactl.errors import MactlError

HEAD = "{% block subject %}s{% endblock %}<!doctype html><html><head>STYLE</head><body>"


@pytest.fixture
def html(write, render):
    def of(body, style="", **customer):
        write("email/p.html", HEAD.replace("STYLE", style) + body + "</body></html>")
        page = render(name="p", customer=customer).html
        return page[page.index("<body") : page.index("</body>")].partition(">")[2]

    return of


def test_styles_go_into_their_elements(html):
    assert html('<p class="a">x</p>', "<style>.a{color:red}</style>") == '<p class="a" style="color: red;">x</p>'


def test_media_queries_stay(write, render):
    write("email/p.html", HEAD.replace("STYLE", "<style>@media print{p{color:red}}</style>") + "<p>x</p></body></html>")
    assert "@media print" in render(name="p").html


def test_a_value_in_a_style_sheet_is_filled_in(html):
    said = html("<p>x</p>", "<style>p{color:{{ customer.color }};margin:0}</style>", color="#c00")
    assert said == '<p style="color: #c00;margin: 0;">x</p>'


def test_a_style_attribute_with_tags_stays_whole(html):
    body = "<p style=\"{% if customer.city == '上海' %}color:red;{% endif %}margin:{{ customer.m }}px\">x</p>"
    assert html(body, "<style>p{padding:0}</style>", m=4) == '<p style="padding: 0;color:red;margin:4px;">x</p>'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{% for t in customer.tags %}<i>{{ t }}</i>{% endfor %}", "<i>母婴</i><i>VIP</i>"),
        (
            "<table>{% for t in customer.tags %}<tr><td>{{ t }}</td></tr>{% endfor %}</table>",
            "<table><tbody><tr><td>母婴</td></tr><tr><td>VIP</td></tr></tbody></table>",
        ),
        (
            "<ul>{% for t in customer.tags %}<li class='{{ t }}'>{{ loop.index }}</li>{% endfor %}</ul>",
            '<ul><li class="母婴">1</li><li class="VIP">2</li></ul>',
        ),
        ('<p {% if customer.city %}class="b"{% else %}class="a"{% endif %} id="i">x</p>', '<p class="b" id="i">x</p>'),
        ('<p class="a {% if customer.city %}b{% endif %}">x</p>', '<p class="a b">x</p>'),
        ('<p title="a &amp; {{ 1 < 2 }}">&lt;</p>', '<p title="a &amp; True">&lt;</p>'),
        ("<input {{ 'disabled' }}>", "<input disabled>"),
        ("<img src=x alt={{ customer.city }}>", '<img src="x" alt="上海">'),
        ("{% raw %}{{ x }}{% endraw %} {{ '{%' }} {", "{{ x }} {% {"),
        ("&#123;&#123; x }}", "{{ x }}"),
        ("{# never seen #}a", "a"),
        ("a {%- if customer.city -%} b {%- endif -%} c", "abc"),
        ("<!--[if mso]><i>{{ customer.city }}</i><![endif]-->", "<!--[if mso]><i>上海</i><![endif]-->"),
        ("<textarea>{{ customer.city }}</textarea>", "<textarea>上海</textarea>"),
        ('<script type="a/b">{"x": {{ [1]|tojson }}}</script>', '<script type="a/b">{"x": [1]}</script>'),
        ("jt0x jtq1x", "jt0x jtq1x"),
        ("a>b", "a&gt;b"),
    ],
)
def test_tags_come_back_where_they_were(html, body, said):
    assert " ".join(html(body).split()) == said.replace('<p class="b" id="i">', '<p class="b" id="i">')


def test_a_tag_that_a_parser_would_lose_is_refused(html):
    with pytest.raises(MactlError, match=r"p\.html:1: the HTML around .* is not well formed"):
        html('<p id="{{ 1 }}" id="{{ 2 }}">x</p>')


@pytest.mark.parametrize("tag", ["{% if 1 %}href='{{ customer.site }}'{% endif %}", "{% if 1 %}HREF = x{% endif %}"])
def test_a_tag_cannot_stand_around_an_address(html, tag):
    with pytest.raises(MactlError, match="around href"):
        html(f"<a {tag}>x</a>", site="javascript:alert(1)")


def test_a_tag_cannot_be_the_name_of_an_element(html):
    with pytest.raises(MactlError, match="name of an HTML tag"):
        html("<h{{ 1 }}>x</h1>")


def test_a_page_without_a_frame_gets_one(write, render):
    write("email/p.html", "{% block subject %}s{% endblock %}<p>x</p>")
    assert render(name="p").html.startswith('<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><p>x</p>')


def test_the_charset_comes_first(write, render):
    write(
        "email/p.html",
        HEAD.replace("STYLE", "<style>@media print{p{color:red}}</style><meta charset='gbk'>")
        + "<p>x</p></body></html>",
    )
    page = render(name="p").html
    assert '<head><meta charset="utf-8">' in page
    assert "gbk" not in page


def test_a_style_sheet_with_conditions_is_kept_as_it_is(write, render):
    style = "<style>{% if customer.city %}p{color:red}{% endif %}</style>"
    write("email/p.html", HEAD.replace("STYLE", style) + "<p>x</p></body></html>")
    assert "<style>p{color:red}</style>" in render(name="p").html


def test_no_style_sheet_is_fetched_or_read_from_disk(write, render):
    link = '<link rel="stylesheet" href="/etc/passwd"><link rel="stylesheet" href="http://127.0.0.1:9/x.css">'
    write("email/p.html", HEAD.replace("STYLE", link) + "<p>x</p></body></html>")
    assert "root:" not in render(name="p").html
