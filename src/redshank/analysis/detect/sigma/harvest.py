"""Which rules of a collection are for the hosts we watch, and what of them can be used. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from redshank.analysis.detect.match import Lists
from redshank.analysis.detect.sigma.collection import Member
from redshank.analysis.detect.sigma.document import Map, Scalar, read_documents
from redshank.analysis.detect.sigma.link import without_source
from redshank.analysis.detect.sigma.load import load_text
from redshank.core.errors import ContentError

OLD = ("deprecated", "unsupported")
"""Status of rules that their authors took back."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """kept: files whose rules all load. refused: Linux rules that do not, each with its place and reason.

    sourceless: kept rules that no event here can match. elsewhere, old: files for other systems, and files that their
    authors took back. licences: the texts found.
    """

    kept: tuple[Member, ...]
    refused: tuple[ContentError, ...]
    licences: tuple[Member, ...]
    elsewhere: int
    old: int
    rules: int
    sourceless: int = 0


def harvest(files: Iterable[Member], lists: Lists) -> Harvest:
    """Sort a collection's files. A file with a rule that does not load is left out whole, and said."""
    kept: list[Member] = []
    refused: list[ContentError] = []
    licences: list[Member] = []
    elsewhere = old = rules = sourceless = 0
    for file in files:
        if file.is_licence:
            licences.append(file)
            continue
        products, statuses = _about(file)
        if not products & {"linux", ""}:
            elsewhere += 1
        elif statuses & set(OLD):
            old += 1
        else:
            found = load_text(file.data, file.path, lists)
            refused += found.errors
            if found.rules and not found.errors:
                kept.append(file)
                rules += len(found.rules)
                sourceless += len(without_source(found.rules))
    return Harvest(tuple(kept), tuple(refused), tuple(licences), elsewhere, old, rules, sourceless)


def _about(file: Member) -> tuple[set[str], set[str]]:
    """The products a file's rules are for ("" where none is said), and what their authors say of them."""
    documents, errors = read_documents(file.data, file.path)
    products, statuses = {""} if errors else set(), set()
    for document in documents:
        if not isinstance(document, Map):
            continue
        source = document.get("logsource")
        if isinstance(source, Map):
            products.add(_word(source, "product"))
        elif document.get("correlation") is not None:
            products.add("")
        statuses.add(_word(document, "status"))
    return products, statuses


def _word(document: Map, key: str) -> str:
    value = document.get(key)
    return value.text.lower() if isinstance(value, Scalar) else ""
