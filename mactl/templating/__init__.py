"""Templates in, rendered content out: the only room that knows jinja2 and css_inline."""

from mactl.templating.library import Fault, Library
from mactl.templating.short import Short
from mactl.templating.template import Template
from mactl.templating.tracking import Tracking

__all__ = ["Fault", "Library", "Short", "Template", "Tracking"]
