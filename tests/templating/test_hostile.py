"""Customer data is untrusted (rules G4, R6): whatever it says, it stays text in its place."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mactl.errors import MactlError
from mactl.templating import Library, Tracking

MAIL = """{% block subject %}{{ customer.name }}{% endblock %}<!doctype html><html><head><title>t</title></head><body>
<p title="{{ customer.name }}" class='{{ customer.name }}'>{{ customer.name }}</p>
<a href="{{ customer.name }}">x</a><!-- {{ customer.name }} --></body></html>"""
HOSTILE = [
    "{{ 7*7 }}",
    "{% for x in range(10**9) %}{% endfor %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{# x",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "--><script>x</script>",
    "</p></body></html>",
    "a\r\nBcc: everybody@x.cn",
    "\ud800 lone \udfff",
    "\x00\x07\x1a\x1b[2J",
    "jt0x jt1x <!--jt2x-->",
    "\u202egnp.exe",
    "Z̸̧̨͙͖͎" * 500,
    "王" * 100_000,
    "=HYPERLINK(1)",
    "../../etc/passwd",
    "%s %(x)s {0} {x}",
]


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, tuple(name for name, _value in attrs)))


def _tags(html):
    parser = _Tags()
    parser.feed(html)
    return parser.seen


@pytest.fixture
def mail(tmp_path):
    (tmp_path / "email").mkdir()
    (tmp_path / "email" / "m.html").write_text(MAIL, encoding="utf-8")
    tracking = Tracking(base_url="https://m.cn", key=b"k")
    template = Library(roots=[tmp_path]).load(channel="email", name="m", tracking=tracking)
    return lambda name: template.render(customer={"name": name}, workspace={}, campaign={}, token="TOKEN")


def _holds(content, plain):
    assert _tags(content.html) == _tags(plain.html)
    assert content.html.count("<!--") == plain.html.count("<!--") == content.html.count("-->")
    for text in (content.subject, content.html, content.text):
        text.encode()
        assert "\x1a" not in text
        assert "\x00" not in text
        assert "49" not in text
    assert "\n" not in content.subject
    assert "\r" not in content.subject


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_hostile_names_stay_text(mail, name):
    _holds(mail(name), mail("plain"))


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("{}%#<>\"'&-\r\n\x1a\ud800")), min_size=1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_text_stays_text(mail, name):
    name = name.replace("49", "")
    try:
        content = mail("x" + name)
    except MactlError as error:
        pytest.fail(error.message)
    plain = mail("plain")
    assert _tags(content.html) == _tags(plain.html)
    (content.subject + content.html + content.text).encode()
    assert len(content.subject.splitlines()) == 1


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_hostile_names_cannot_leave_a_json_text(tmp_path, name):
    (tmp_path / "push").mkdir()
    (tmp_path / "push" / "p.json").write_text(
        '{"title": "{{ customer.name }}", "x": {"y": ["{{ customer.name }}", 1]}}'
    )
    template = Library(roots=[tmp_path]).load(channel="push", name="p")
    data = template.render(customer={"name": name}, workspace={}, campaign={}).data
    json.dumps(data, ensure_ascii=False).encode()
    assert set(data) == {"title", "x"}
    assert data["x"]["y"][1] == 1


def test_values_inside_lists_and_mappings_are_cleaned(write, render):
    write("sms/s.txt", "{% for t in customer.tags %}[{{ t }}]{% endfor %}{{ customer['name'] }}{{ customer.a.b }}")
    said = render("sms", name="s", customer={"tags": ["a\x00b", "c\x1bd"], "name": "e\x07f", "a": {"b": "g\ud800h"}})
    assert said.text == "[ab][cd]efg\ufffdh"
