from __future__ import annotations

from dataclasses import replace

from mactl.templating.sample import SAMPLE

GOOD = "{% block subject %}s{% endblock %}<p>{{ customer.name }}</p>"


def test_a_check_names_every_fault_of_every_template(write, library):
    write("email/good.html", GOOD)
    write("email/broken.html", GOOD + "{% if %}")
    write("email/unnamed.html", GOOD + "\n{{ customer.unheard_of }}")
    write("sms/broken.txt", "{{ now|mony }}")
    write("push/broken.json", "{")
    found = {(fault.channel, fault.template): fault for fault in library.check()}
    assert set(found) == {("email", "broken"), ("email", "unnamed"), ("sms", "broken"), ("push", "broken")}
    assert "unnamed.html:2: customer.unheard_of is missing" in found["email", "unnamed"].message
    assert found["sms", "broken"].hint == "Did you mean money?"


def test_a_check_can_be_of_one_template(write, library):
    write("email/broken.html", GOOD + "{% if %}")
    write("sms/broken.txt", "{{ now|mony }}")
    assert [fault.channel for fault in library.check("broken")] == ["email", "sms"]
    assert [fault.channel for fault in library.check("broken", channel="sms")] == ["sms"]


def test_a_check_can_take_the_shops_own_customer(write, library):
    write("sms/s.txt", "{{ customer.shoe_size }} {{ event.whatever }}")
    assert library.check("s", channel="sms")
    sample = replace(SAMPLE, customer={"shoe_size": 42})
    assert library.check("s", channel="sms", sample=sample) == []


def test_the_way_out_is_in_the_workspaces_language(write, tmp_path):
    from mactl.templating import Library, Tracking

    write("email/p.html", GOOD)
    library = Library(roots=[tmp_path / "templates"], locale="en-GB")
    template = library.load(channel="email", name="p", tracking=Tracking(base_url="https://m.cn"))
    assert "Unsubscribe from these messages" in SAMPLE.render(template).text
    assert "退订" not in SAMPLE.render(template).html
