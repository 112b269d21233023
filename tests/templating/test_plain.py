from __future__ import annotations

import pytest


@pytest.fixture
def text(write, render):
    def of(body):
        write("email/p.html", "{% block subject %}s{% endblock %}<html><head><style>x{}</style></head><body>" + body)
        return render(name="p").text

    return of


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<ul><li>a</li><li>b</li></ul>c", "- a\n- b\n\nc"),
        ("<h1>a</h1>\n\n\n<p>  b\n  c </p>", "a\n\nb c"),
        ('<a href="https://x.cn/">去看</a>', "去看 (https://x.cn/)"),
        ('<a href="https://x.cn/">https://x.cn/</a>', "https://x.cn/"),
        ('<a href="https://x.cn/?a=1&amp;b=2"><img src="x" alt="图"></a>', "图 (https://x.cn/?a=1&b=2)"),
        ('<a href="https://x.cn/"><img src="x" alt=""></a>', "https://x.cn/"),
        ('<a href="mailto:a@x.cn">a@x.cn</a>', "a@x.cn"),
        ('<a href="#top">up</a>', "up"),
        ('<div style="display: none">hidden <div>deep</div> x</div>seen', "seen"),
        ("<div hidden>hidden</div>seen", "seen"),
        ("<script>x</script><!-- c -->seen", "seen"),
        ("&lt;b&gt; &amp;amp; &copy;", "<b> &amp; ©"),
        ("a<hr>b", "a\n\n----------\n\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("{% if customer.birthday %}<p>x</p>{% endif %}<p>a</p>{% if customer.city %}<p>b</p>{% endif %}", "a\n\nb"),
        ("{% for t in customer.tags %}<p>{{ t }}</p>{% endfor %}", "母婴\n\nVIP"),
        ("<p>&#123;&#123; x }}</p>", "{{ x }}"),
        ("<p>1 < 2</p>", "1 < 2"),
    ],
)
def test_html_as_text(text, body, said):
    assert text(body) == said + "\n"


def test_customer_data_is_not_escaped_in_text(write, render):
    write("email/p.html", "{% block subject %}s{% endblock %}<p>{{ customer.name }}</p>")
    assert render(name="p", customer={"name": "A & B <c>"}).text == "A & B <c>\n"
