"""Files of a complaint: checked, stripped of where and when they were taken, kept in private storage."""

import hashlib
import io
import os
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import filetype
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from complaints_app.models import Attachment
from complaints_app.refusals import Invalid
from permissions.models import User

LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_A_CALL = 10
LONGEST_NAME = 120
# What a file is comes from its bytes, never from its name: type → the format it is written anew in.
IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
PDF = "application/pdf"
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", PDF: ".pdf"}
ACCEPTED = ",".join(ENDINGS.values()) + ",.jpeg"


def add(*, call: UUID, name: str, content: bytes, by: User, now: datetime) -> Attachment:
    """Keeps a file of a call that is not registered yet; the same name again replaces it. Raises Invalid."""
    kind = sniffed(content)
    clean = _without_traces(content, IMAGES[kind]) if kind in IMAGES else content
    earlier = Attachment.objects.filter(call=call, complaint=None, by=by)
    label = _label(name, kind)
    if earlier.exclude(name=label).count() >= MOST_A_CALL:
        raise Invalid(_("At most %(n)s files a complaint.") % {"n": MOST_A_CALL}, field="files")
    path = _write(clean, now)
    try:
        with transaction.atomic():
            for old in earlier.filter(name=label):
                remove(old)
            return Attachment.objects.create(
                call=call,
                name=label,
                path=path,
                content_type=kind,
                size=len(clean),
                sha256=hashlib.sha256(clean).hexdigest(),
                by=by,
                at=now,
            )
    except BaseException:
        # No row, no file.
        (_root() / path).unlink(missing_ok=True)
        raise


def sniffed(content: bytes) -> str:
    """The type that the bytes show. Raises Invalid for an empty, big or foreign file."""
    if not content:
        raise Invalid(_("The file is empty."), field="files")
    if len(content) > LARGEST:
        raise Invalid(
            _("The file is too big: at most %(n)s megabytes.") % {"n": LARGEST // 2**20},
            field="files",
        )
    guess = filetype.guess(content)
    kind = str(guess.mime) if guess else ""
    if kind not in ENDINGS:
        raise Invalid(
            _("Only pictures (JPG, PNG, WEBP) and PDF files can be attached."), field="files"
        )
    return kind


def _without_traces(content: bytes, wanted: str) -> bytes:
    """The picture drawn anew: no EXIF, no GPS, nothing hidden behind it."""
    try:
        with Image.open(io.BytesIO(content), formats=[wanted]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Invalid(_("The picture has too many pixels."), field="files")
            upright = ImageOps.exif_transpose(picture)
            mode = "RGB" if wanted == "JPEG" or upright.mode not in {"RGBA", "L", "RGB"} else None
            drawn = upright.convert(mode) if mode else upright
            bare = Image.new(drawn.mode, drawn.size)
            bare.paste(drawn)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Invalid(_("The picture is damaged and cannot be read."), field="files") from error
    out = io.BytesIO()
    bare.save(out, wanted, **({} if wanted == "PNG" else {"quality": 88}))
    return out.getvalue()


def _label(name: str, kind: str) -> str:
    """A name fit to be shown and saved: no path, no control signs, the ending that the bytes deserve."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = "".join(sign for sign in Path(base).stem if sign.isprintable()).strip(" .")
    return f"{stem[:LONGEST_NAME] or 'file'}{ENDINGS[kind]}"


def _write(content: bytes, now: datetime) -> str:
    """On disk before the row says so; under a name that nobody can guess."""
    path = f"{now:%Y/%m}/{uuid4().hex}"
    target = _root() / path
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    growing = target.with_suffix(".part")
    try:
        with growing.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        growing.rename(target)
    except OSError:
        growing.unlink(missing_ok=True)
        raise
    return path


def location(attachment: Attachment) -> Path:
    """Where its bytes lie."""
    return _root() / attachment.path


def _root() -> Path:
    return Path(settings.ATTACHMENTS_ROOT)


def remove(attachment: Attachment) -> None:
    """The row now, the file once that is certain."""
    file = location(attachment)
    attachment.delete()
    transaction.on_commit(lambda: file.unlink(missing_ok=True))


def of_call(call: UUID, by: User) -> list[Attachment]:
    """What has been attached to a call that is not registered yet."""
    return list(Attachment.objects.filter(call=call, complaint=None, by=by).order_by("pk"))


def forget_abandoned(before: datetime) -> int:
    """Files of calls that were never registered; how many went."""
    abandoned = list(Attachment.objects.filter(complaint=None, at__lt=before)[:500])
    for attachment in abandoned:
        remove(attachment)
    return len(abandoned)
