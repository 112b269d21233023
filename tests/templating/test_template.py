from __future__ import annotations

import re

import pytest

from mactl.core import links
from mactl.errors import MactlError
from mactl.templating import Library, Tracking

KEY = b"k" * 32
TOKEN = links.sign(KEY, 5)
FOLLOWED = Tracking(base_url="https://m.cn", key=KEY, utm={"source": "mactl"})
PAGE = """{% block subject %}你好 {{ customer.name }}{% endblock %}
<!doctype html><html><head><title>{{ self.subject() }}</title></head><body>
BODY
</body></html>"""


@pytest.fixture
def page(write):
    return lambda body, name="email/p.html": write(name, PAGE.replace("BODY", body))


def test_a_mail_has_subject_html_and_text(page, render):
    page("<h1>{{ customer.name }} 您好</h1><p>今天&nbsp;<b>上新</b></p>")
    content = render(name="p", subject_prefix="（广告）")
    assert content.subject == "（广告）你好 王小明"
    assert "<title>你好 王小明</title>" in content.html
    assert "<h1>王小明 您好</h1>" in content.html
    assert content.text == "王小明 您好\n\n今天 上新\n"


def test_a_campaigns_subject_stands_before_the_block(page, render):
    page("x")
    assert render(name="p", subject="{{ customer.city }}见").subject == "上海见"


def test_static_links_carry_token_and_number_and_lead_to_the_marked_address(page, library, render):
    page('<a href="https://x.cn/?a=1&amp;b=2#t">一</a> <a href="https://x.cn/2">二</a>')
    template = library.load(channel="email", name="p", tracking=FOLLOWED)
    assert template.links == ("https://x.cn/?a=1&b=2&utm_source=mactl#t", "https://x.cn/2?utm_source=mactl")
    content = render(name="p", tracking=FOLLOWED, token=TOKEN)
    assert f'<a href="https://m.cn/c/{TOKEN}/0">一</a>' in content.html
    assert f"二 (https://m.cn/c/{TOKEN}/1)" in content.text


def test_a_link_made_for_one_message_is_signed(page, render):
    page('<a href="https://x.cn/{{ customer.id }}?n={{ customer.name|urlencode }}&amp;copy=1">x</a>')
    content = render(name="p", tracking=FOLLOWED, token=TOKEN)
    target = "https://x.cn/c1?n=%E7%8E%8B%E5%B0%8F%E6%98%8E&copy=1&utm_source=mactl"
    url = links.dynamic_url("https://m.cn", KEY, TOKEN, target)
    assert f'href="{url}"' in content.html
    assert f"x ({url})" in content.text


def test_links_that_are_no_web_addresses_stay(page, render):
    page('<a href="mailto:a@x.cn">m</a><a href="tel:10086">t</a><a href="#top">u</a><a href="/r">r</a>')
    html = render(name="p", tracking=FOLLOWED, token=TOKEN).html
    for target in ("mailto:a@x.cn", "tel:10086", "#top", "/r"):
        assert f'href="{target}"' in html


def test_a_link_marked_untracked_stays(page, library):
    page('<a data-untracked href="https://x.cn/">m</a>')
    template = library.load(channel="email", name="p", tracking=FOLLOWED)
    assert template.links == ()
    assert "data-untracked" not in template.html.printed.source


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", " JaVaScript:alert(1)", "data:text/html,x", "java\tscript:x"]
)
def test_a_customers_address_cannot_be_a_script(page, render, target):
    page('<a href="{{ customer.site }}">x</a>')
    for tracking in (None, FOLLOWED):
        assert 'href="#"' in render(name="p", customer={"site": target}, tracking=tracking, token=TOKEN).html


def test_the_pixel_is_the_last_thing_of_the_body(page, render):
    page("x")
    html = render(name="p", tracking=FOLLOWED, token=TOKEN).html
    assert re.search(rf'<img src="https://m.cn/o/{TOKEN}.gif"[^>]*></body></html>$', html)
    assert "/o/" not in render(name="p", tracking=Tracking(base_url="https://m.cn", opens=False), token=TOKEN).html


def test_marketing_mails_get_a_way_out(page, render):
    page("x")
    content = render(name="p", tracking=FOLLOWED, token=TOKEN)
    url = f"https://m.cn/u/{TOKEN}"
    assert content.headers == {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert f'href="{url}"' in content.html
    assert f"退订此类邮件 ({url})" in content.text


def test_a_templates_own_way_out_is_the_only_one(page, render):
    page('<a href="{{ unsubscribe_url }}">不想再收到</a>')
    content = render(name="p", tracking=FOLLOWED, token=TOKEN)
    assert content.html.count("/u/") == 1
    assert "退订此类邮件" not in content.text


def test_transactional_mails_have_no_way_out(page, render):
    page("x")
    content = render(name="p", tracking=FOLLOWED, token=TOKEN, marketing=False)
    assert content.headers == {}
    assert "/u/" not in content.html


def test_without_a_base_address_nothing_is_followed(page, render):
    page('<a href="https://x.cn/">x</a><a href="{{ unsubscribe_url }}">退订</a>')
    content = render(name="p", tracking=Tracking(utm={"source": "m"}))
    assert 'href="https://x.cn/?utm_source=m"' in content.html
    assert "<img" not in content.html
    assert content.headers == {}
    assert 'href="https://x.cn/"' in render(name="p").html


def test_without_a_base_address_one_writes_to_the_shop(page, tmp_path):
    page("x")
    library = Library(roots=[tmp_path / "templates"], unsubscribe_address="hi@x.cn")
    content = library.preview(channel="email", name="p", customer={"name": "a"}, workspace={}, campaign={})
    assert content.headers == {"List-Unsubscribe": "<mailto:hi@x.cn?subject=unsubscribe>"}
    assert "mailto:hi@x.cn" in content.html


def test_a_text_block_is_the_text_part(page, render):
    page("<p>html</p>{% block text %}{{ customer.name }} 纯文本{% endblock %}")
    content = render(name="p")
    assert content.text == "王小明 纯文本\n"
    assert "纯文本" not in content.html


def test_a_text_file_beside_is_the_text_part(page, write, render):
    page("<p>html</p>")
    write("email/p.txt", "{{ customer.name }}，文本")
    content = render(name="p", tracking=FOLLOWED, token=TOKEN)
    assert content.text.startswith("王小明，文本\n")
    assert f"https://m.cn/u/{TOKEN}" in content.text


def test_a_preheader_that_the_layout_has_no_place_for_is_hidden_in_front(write, render):
    write("email/q.html", "{% block subject %}s{% endblock %}{% block preheader %}先看{% endblock %}<p>正文</p>")
    content = render(name="q")
    assert re.search(r"<body><div style=\"display:none[^>]*>先看</div><p>正文</p>", content.html)
    assert content.text == "正文\n"


def test_the_subject_is_one_line(page, render):
    page("x")
    content = render(name="p", customer={"name": "a\r\nBcc: all@x.cn\u2028b\x85c"})
    assert content.subject == "你好 a Bcc: all@x.cn bc"


def test_an_empty_subject_is_refused(page, render):
    page("x")
    with pytest.raises(MactlError, match="subject is empty"):
        render(name="p", subject="{{ customer.city | default('') }}", customer={"city": " "})


def test_a_mail_without_a_subject_is_refused_at_load(write, library):
    write("email/q.html", "<p>x</p>")
    with pytest.raises(MactlError, match="no subject"):
        library.load(channel="email", name="q")
    assert library.load(channel="email", name="q", subject="s")


def test_texts_are_not_escaped_and_end_lines_one_way(write, render):
    write(
        "sms/s.txt",
        "【示】{{ customer.name }}，\r\n满5 <3\r\n{% if customer.birthday %}\r\n节\r\n{% endif %}\r\n拒收请回复R\r\n",
    )
    content = render("sms", name="s", customer={"name": "A&B"})
    assert content.text == "【示】A&B，\n满5 <3\n拒收请回复R"
    assert content.parts == 1
    assert render("sms", name="s", customer={"name": "王" * 80}).parts == 2


def test_the_digest_follows_every_file_involved(write, library, page):
    write("_foot.html", "<p>1</p>")
    page('{% include "_foot.html" %}')
    before = library.load(channel="email", name="p")
    assert before.files == ("_foot.html", "email/p.html")
    assert library.load(channel="email", name="p").digest() == before.digest()
    write("_foot.html", "<p>2</p>")
    assert library.load(channel="email", name="p").digest() != before.digest()


def test_the_names_that_a_template_reads(page, library):
    page("{% for tag in customer.tags %}{{ tag }}{{ loop.index }}{% endfor %}{{ workspace.brand|default('x') }}")
    assert library.load(channel="email", name="p").names == {"customer.name", "customer.tags", "workspace.brand"}


def test_an_event_is_read_through_its_properties(write, render):
    write("sms/e.txt", "{{ event.amount|money }} {{ event.items[0].name }}")
    event = {"type": "order_paid", "properties": {"amount": "12.5", "items": [{"name": "茶"}]}}
    assert render("sms", name="e", event=event).text == "¥12.50 茶"
    with pytest.raises(MactlError, match="event"):
        render("sms", name="e")
