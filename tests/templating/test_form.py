from __future__ import annotations

import pytest

from mactl.errors import MactlError


@pytest.fixture
def form(write, render):
    def of(source, **customer):
        write("push/p.json", source)
        return render("push", name="p", customer=customer).data

    return of


def test_texts_are_filled_in_and_the_rest_kept(form):
    said = form(
        '{"$schema": "x", "title": "{{ customer.name }}", "n": 1, "ok": true, "no": null, "l": ["{{ 1 }}", 2.5]}'
    )
    assert said == {"title": "王小明", "n": 1, "ok": True, "no": None, "l": ["1", 2.5]}


def test_values_are_not_escaped_for_html(form):
    assert form('{"a": "{{ customer.name }}"}', name='A & "B"') == {"a": 'A & "B"'}


@pytest.mark.parametrize(
    ("source", "line", "words", "hint"),
    [
        ('{"a": 1,}', 1, "not JSON", "commas"),
        ('{\n"a"：1}', 2, "not JSON", "full-width"),
        ('{\n"a": “x”}', 2, "not JSON", "full-width"),
        ('{"a": NaN}', 1, "not JSON", ""),
        ("[1]", 1, "one JSON object", ""),
        ("", 1, "not JSON", ""),
        ("[" * 100_000, 1, "not JSON", ""),
        ('{"a": 1,\n"a": 2}', 2, "stands twice", ""),
        ('{"a": "x",\n"b": ["y",\n"{{ customer.nmae }}"]}', 3, "customer.nmae is missing", "name"),
        ('{"a": "\\"q\\"",\n"b": "{% if x %}"}', 2, "the file ends", ""),
        ('{"a": "\\n\\n{{ x|mony }}"}', 1, "mony", "money"),
        ('{"a":\n"{{ x "}', 2, "the file ends", ""),
    ],
)
def test_faults_name_their_line(form, tmp_path, source, line, words, hint):
    with pytest.raises(MactlError) as caught:
        form(source)
    assert caught.value.message.startswith(f"{tmp_path}/templates/push/p.json:{line}: ")
    assert words in caught.value.message
    assert hint in caught.value.hint
