"""Two import contracts that import-linter does not bring along: landlords of packages, and plugs of a folder."""

from __future__ import annotations

from fnmatch import fnmatchcase

import grimp
from importlinter import Contract, ContractCheck, fields, output

Link = tuple[str, str]


def stands_in(module: str, place: str) -> bool:
    """Return whether ``module`` is ``place`` or lies inside it; ``place`` may end with a star."""
    return fnmatchcase(module, place) or fnmatchcase(module, f"{place}.*")


def plug_of(module: str, pattern: str) -> str | None:
    """Return the plug that ``module`` is or lies in, where ``pattern`` (``folder.*``) says what a plug is."""
    parts, shape = module.split("."), pattern.split(".")
    head = parts[: len(shape)]
    same = len(parts) >= len(shape) and all(fnmatchcase(part, want) for part, want in zip(head, shape, strict=True))
    return ".".join(head) if same else None


def forbidden_between(importer: str, imported: str, pattern: str) -> bool:
    """Return whether an import joins two plugs of ``pattern``; underscore files serve their own folder only."""
    one, other = plug_of(importer, pattern), plug_of(imported, pattern)
    if one is None or other is None or one == other:
        return False
    folder, name = other.rsplit(".", 1)
    return not (name.startswith("_") and one.rsplit(".", 1)[0] == folder)


def links(graph: grimp.ImportGraph) -> list[Link]:
    """Return every direct import of the project as (importer, imported), sorted."""
    return sorted(
        (module, found) for module in graph.modules for found in graph.find_modules_directly_imported_by(module)
    )


def verdict(broken: list[Link]) -> ContractCheck:
    """Return import-linter's result for the imports found ``broken``."""
    return ContractCheck(kept=not broken, metadata={"broken": broken})


def tell(check: ContractCheck) -> None:
    """Print each import that broke the contract."""
    for importer, imported in check.metadata["broken"]:
        output.print_error(f"- {importer} may not import {imported}", bold=False)
    output.new_line()


class LandlordsContract(Contract):
    """A package is imported by its landlord alone: lines ``package: module module``, "-" for nobody."""

    type_name = "landlords"
    landlords = fields.ListField(subfield=fields.StringField())

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - its signature
        """Find imports of a package by a module that is not its landlord."""
        homes = dict(self._homes(line) for line in self.landlords)  # type: ignore[attr-defined]
        return verdict(
            [
                (importer, imported)
                for importer, imported in links(graph)
                if imported in homes and not any(stands_in(importer, place) for place in homes[imported])
            ]
        )

    @staticmethod
    def _homes(line: str) -> tuple[str, list[str]]:
        package, _, places = line.partition(":")
        return package.strip(), [place for place in places.split() if place != "-"]

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print who trespassed."""
        tell(check)


class PlugsContract(Contract):
    """The plugs of a folder never import each other: patterns such as ``package.folder.*``."""

    type_name = "plugs"
    plugs = fields.ListField(subfield=fields.StringField())

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - its signature
        """Find imports that join two plugs of one pattern."""
        return verdict(
            [
                (importer, imported)
                for importer, imported in links(graph)
                if any(forbidden_between(importer, imported, pattern) for pattern in self.plugs)  # type: ignore[attr-defined]
            ]
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print which plugs know each other."""
        tell(check)
