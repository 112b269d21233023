from __future__ import annotations

import pytest

from mactl.errors import MactlError


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ customer.__class__ }}",
        "{{ customer.name.__class__.__mro__ }}",
        "{{ ''['__class__'] }}",
        "{{ self.__init__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ customer.tags.append('x') }}",
        "{{ customer.name.ljust(999999999) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '{:>999999999}'.format(1) }}",
        "{{ 'x' * 999999999 }}",
        "{{ 9 ** 999999999 }}",
        "{{ ['x'] * 999999999 }}",
        "{% for i in range(999999999) %}x{% endfor %}",
        "{% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ 1 / 0 }}",
        "{{ customer.name + 1 }}",
        "{{ customer.name.nothing() }}",
        "{{ 'x'|round }}",
        "{{ now|date(style=1) }}",
        "{{ customer.tags[99] }}",
    ],
)
def test_what_a_template_may_not_do_is_an_error_with_its_place(write, render, source):
    path = write("sms/s.txt", "line one\n" + source)
    with pytest.raises(MactlError) as caught:
        render("sms", name="s")
    assert caught.value.message.startswith(f"{path}:2: ")


@pytest.mark.parametrize("name", ["random", "lipsum", "center", "format", "indent"])
def test_unbounded_and_chancy_tools_are_not_there(write, library, name):
    write("sms/s.txt", f"{{{{ 'x'|{name} }}}}")
    with pytest.raises(MactlError, match=name):
        library.load(channel="sms", name="s")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{% if customer.birthday %}a{% else %}b{% endif %}", "b"),
        ("{% if customer.phone %}a{% else %}b{% endif %}", "b"),
        ("{{ customer.phone|default('无') }}", "无"),
        ("{{ customer.nothing|default('无') }}", "无"),
        ("{{ customer.nothing|d('无') }}", "无"),
        ("{{ customer.blank|default('无') }}", "无"),
        ("{{ customer.zero|default('无') }}", "0"),
        ("{% if customer.nothing is defined %}a{% else %}b{% endif %}", "b"),
        ("{% if customer.birthday is defined %}a{% else %}b{% endif %}", "b"),
        ("{% for x in customer.birthday %}x{% else %}none{% endfor %}", "none"),
        ("{{ customer.level }}", "gold"),
        ("{{ customer.attributes.level }}", "gold"),
        ("{{ customer.items }}", "my items"),
        ("{% for k, v in customer.attributes|items %}{{ k }}={{ v }}{% endfor %}", "level=gold"),
        ("{% set ns = namespace(n=0) %}{% for i in range(3) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}", "3"),
        ("{{ 7 % 4 }} {{ 3 * 2 }} {{ 2 ** 3 }} {{ 'ab' * 2 }}", "3 6 8 abab"),
    ],
)
def test_what_templates_see(write, render, source, said):
    write("sms/s.txt", source)
    customer = {"blank": "  ", "zero": 0, "items": "my items", "attributes": {"level": "gold"}}
    assert render("sms", name="s", customer=customer).text == said


@pytest.mark.parametrize(
    ("source", "name", "hint"),
    [
        ("{{ customer.nmae }}", "customer.nmae", "Did you mean name?"),
        ("{{ custmer.name }}", "custmer", "Did you mean customer?"),
        ("{% if customer.unheard_of %}x{% endif %}", "customer.unheard_of", "default"),
        ("{{ customer.birthday }}", "customer.birthday", "default"),
        ("{{ customer.phone|masked }}", "customer.phone", "default"),
    ],
)
def test_a_missing_name_is_named_with_its_place(write, render, source, name, hint):
    path = write("sms/s.txt", "\n\n" + source)
    with pytest.raises(MactlError) as caught:
        render("sms", name="s")
    assert f"{path}:3: {name} is missing" in caught.value.message
    assert hint in caught.value.hint
