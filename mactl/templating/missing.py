"""What stands for a name that is not there: one kind for a slip of the pen, one for a field left empty."""

from __future__ import annotations

from functools import partial

from jinja2 import StrictUndefined, Undefined, UndefinedError


class MissingNameError(UndefinedError):
    """A name or attribute that is not there was printed, or computed with; ``owner`` is where it was looked for."""

    def __init__(self, name: str, owner: object, message: str = "") -> None:
        super().__init__(message)
        self.name = name
        self.owner = owner


class Missing(StrictUndefined):
    """A name that is not there: every use of it fails, except ``is defined`` and ``default``."""

    __slots__ = ()

    def __init__(
        self, hint: str | None = None, obj: object = None, name: str | None = None, _exc: object = None
    ) -> None:
        super().__init__(hint, obj, name, partial(MissingNameError, str(name or hint), obj))  # type: ignore[arg-type]


class Blank(Undefined):
    """A field that this customer has left empty: false in ``if``, nothing in ``for``, still an error when printed."""

    __slots__ = ()

    def __init__(self, obj: object, name: str) -> None:
        super().__init__(None, obj, name, partial(MissingNameError, name, obj))  # type: ignore[arg-type]

    def __str__(self) -> str:
        """Fail: a message must not show a hole."""
        return self._fail_with_undefined_error()
