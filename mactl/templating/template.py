"""A template made ready: everything that is the same for all messages done once, ``render`` for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from mactl.core.links import unsubscribe_url
from mactl.core.messages.parts import sms_parts
from mactl.core.model.message import Channel, Content
from mactl.core.model.woven import Text
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.templating.compiled import Part
from mactl.templating.environment import clean
from mactl.templating.form import Form
from mactl.templating.passages import tidied
from mactl.templating.tracking import Tracking

_NO_DATA: Mapping[str, object] = MappingProxyType({})
_ONE_CLICK = "List-Unsubscribe=One-Click"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A compiled template of one channel.

    ``file`` is its name below the templates folder, ``files`` every file that went into it, ``links`` the targets of
    its static links, by the number that their tracked address carries, ``names`` the variables that it reads.
    ``marketing`` mails carry the List-Unsubscribe headers. ``mailto`` is where one unsubscribes without a base address.
    """

    channel: Channel
    name: str
    file: str
    files: tuple[str, ...]
    links: tuple[str, ...]
    names: frozenset[str]
    sum: str
    prefix: str
    marketing: bool
    mailto: str
    tracking: Tracking | None
    shared: Mapping[str, Any]
    subject: Part | None = None
    html: Part | None = None
    text: Part | None = None
    loose: bool = False
    form: Form | None = None

    @property
    def kind(self) -> str:
        """Return the kind that a WeChat template names (oa_mass, mini_subscribe ...); "" for other channels."""
        return str(self.form.node.get("kind", "")) if self.form is not None else ""

    def digest(self) -> str:
        """Return the SHA-256 of the bytes of every file involved, in hexadecimal digits (rule G1)."""
        return self.sum

    def render(
        self,
        *,
        customer: Mapping[str, Any],
        workspace: Mapping[str, Any],
        campaign: Mapping[str, Any],
        event: Mapping[str, Any] | None = None,
        token: str = "",
        now: int = 0,
        granted: Mapping[str, Any] | None = None,
        woven: bool = False,
    ) -> Content:
        """Return the message to ``customer``; ``token`` is the signed name of its ledger row (``core.links.sign``).

        A mail's bodies may be ``woven``, for an encoder that knows what to do with them (``Content.bodies``).

        Raises:
            MactlError: a name that is missing for this customer, or a value that cannot be shown; naming file and line.
        """
        variables = dict(self.shared)
        variables["customer"] = customer
        variables["workspace"] = workspace
        variables["campaign"] = campaign
        variables["now"] = now
        variables["_token"] = token
        if event is not None:
            variables["event"] = event
        if granted is not None:
            variables.update(granted)
        way_out = self._way_out(token)
        variables["unsubscribe_url"] = way_out
        if self.channel == "email":
            content = self._letter(variables, token, way_out)
            text, html = content.bodies
            return content if woven else content._replace(text=str(text), html=str(html), woven=None)
        if self.form is not None:
            return Content(data=self.form.render(variables, token))
        text = str(self._plain(variables, token))
        return Content(text=text, parts=sms_parts(text) if self.channel == "sms" else 1)

    def _way_out(self, token: str) -> str:
        if self.tracking is not None and self.tracking.base_url:
            return unsubscribe_url(self.tracking.base_url, token)
        return f"mailto:{self.mailto}?subject=unsubscribe" if self.mailto else ""

    def _letter(self, variables: dict[str, Any], token: str, way_out: str) -> Content:
        assert self.subject is not None
        assert self.html is not None
        subject = " ".join(clean(self.subject.render(variables, token)).split())
        if not subject:
            raise MactlError(_("{file}: the subject is empty", file=self.file), _("Give it words for every customer."))
        woven = self._plain(variables, token, "\n"), self.html.complete(self.html.frame(variables), token)
        headers = self._headers(way_out) if self.marketing and way_out else {}
        return Content(self.prefix + subject, "", "", _NO_DATA, headers, 1, woven)

    def _headers(self, way_out: str) -> dict[str, str]:
        headers = {"List-Unsubscribe": f"<{way_out}>"}
        if not way_out.startswith("mailto:"):
            headers["List-Unsubscribe-Post"] = _ONE_CLICK
        return headers

    def _plain(self, variables: dict[str, Any], token: str, end: str = "") -> Text:
        assert self.text is not None
        frame = self.text.frame(variables)
        return self.text.complete((tidied(frame) if self.loose else frame).strip() + end, token)
