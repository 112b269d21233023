"""The questions of ``store/figures`` that the mirror answers, one a file: ``answer(mirror, **what)``, the same rows."""
