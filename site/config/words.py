"""Every word on screen has its Arabic: finds the words in the sources, compares them with the catalogue, compiles it without gettext's tools."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOMS = ("site/config", "site/templates", "complaints_app", "permissions", "sms", "dashboards")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Written out: Babel's own rule for Arabic plurals sends 11 to 99 to the wrong form.
HEADER = r"""# The Arabic of Shakwa.
msgid ""
msgstr ""
"Project-Id-Version: Shakwa\n"
"POT-Creation-Date: 2026-01-01 00:00+0000\n"
"PO-Revision-Date: 2026-01-01 00:00+0000\n"
"Last-Translator: Shakwa\n"
"Language-Team: Arabic\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);\n"
"""
ARABIC = settings.SITE / "locale" / "ar" / "LC_MESSAGES"


def sources() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((settings.ROOT / room).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def _python_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    # Every call stands on one line; its indentation means nothing.
    return "\n".join(line.lstrip() for line in templatize(text).splitlines())


def words_in_sources() -> Catalog:
    """A catalogue of every marked word; the place of each is the file without its line."""
    found = read_po(io.BytesIO(HEADER.encode()), locale="ar", domain="django")
    for path in sources():
        code = io.BytesIO(_python_of(path).encode())
        place = path.relative_to(settings.ROOT).as_posix()
        for _, message, _, context in extract("python", code, KEYWORDS):
            found.add(message, locations=[(place, 1)], context=context)
    return found


def kept_catalogue() -> Catalog:
    if not (ARABIC / "django.po").exists():
        return read_po(io.BytesIO(HEADER.encode()), locale="ar", domain="django")
    with (ARABIC / "django.po").open("rb") as file:
        return read_po(file, locale="ar", domain="django")


def is_translated(message: Message | None) -> bool:
    """Complete: every plural form is there, and nothing is a guess."""
    if message is None or message.fuzzy:
        return False
    texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return bool(texts) and all(texts)


def faults() -> list[str]:
    """One line each: what lacks its Arabic, whose placeholders differ, and a compiled catalogue that is stale."""
    kept, lines = kept_catalogue(), []
    for message in words_in_sources():
        if not message.id:
            continue
        arabic = kept.get(message.id, message.context)
        if not is_translated(arabic):
            lines.append(f"no Arabic: {message.id!r} ({message.locations[0][0]})")
        elif arabic is not None and _placeholders(message.id) != _placeholders(arabic.string):
            lines.append(f"placeholders differ: {message.id!r}")
    if not _mo_is_fresh(kept):
        lines.append("django.mo is older than django.po: run `make messages`")
    return lines


def _placeholders(text: object) -> set[str]:
    """Named ones only, over all plural forms."""
    texts = text if isinstance(text, list | tuple) else [text]
    return {name for each in texts for name in re.findall(r"%\((\w+)\)[sd]", str(each))}


def compiled(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def _mo_is_fresh(catalogue: Catalog) -> bool:
    path = ARABIC / "django.mo"
    return path.exists() and path.read_bytes() == compiled(catalogue)


def update() -> int:
    """Writes django.po (the sources' words with the Arabic there is) and django.mo; how many words lack their Arabic."""
    kept, found = kept_catalogue(), words_in_sources()
    for message in found:
        arabic = kept.get(message.id, message.context) if message.id else None
        if arabic is not None and not arabic.fuzzy:
            message.string = arabic.string
    _write(found)
    return sum(1 for message in found if message.id and not is_translated(message))


def _write(catalogue: Catalog) -> None:
    with (ARABIC / "django.po").open("wb") as file:
        write_po(file, catalogue, sort_output=True, include_lineno=False, width=100)
    (ARABIC / "django.mo").write_bytes(compiled(kept_catalogue()))
