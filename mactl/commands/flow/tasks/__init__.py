"""``mactl flow tasks``: what flows ask of people, listed by itself; taken and completed by verbs of their own."""

from __future__ import annotations

from mactl.commands import _pages
from mactl.commands.flow.tasks import _list
from mactl.i18n import mark

_PAGE = (
    mark("Tasks that flows ask of people: calls, visits. By itself it lists those that wait, the first due first."),
    mark(
        "Take a task so that nobody else does it, and complete it with its outcome: its journey goes on with the next"
        " tick. What is not done in time is closed, and the journey goes on without."
    ),
    mark("Examples:"),
    """\
    mactl flow tasks --overdue
    mactl flow tasks --by 小李 --format ics --out tasks.ics
    mactl flow tasks --queue telesales --format xlsx --out today.xlsx
    mactl flow tasks complete 17 --outcome sold""",
)
app = _pages.verbs("mactl.commands.flow.tasks", "\n\n".join(_PAGE), _list.list_, bare=True)
