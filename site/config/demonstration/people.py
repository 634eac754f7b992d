"""The people of the demonstration: one account for each kind of user, and the desks of the busiest agencies."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from complaints_app.models import Agency
from permissions.grants import repair
from permissions.models import Grant, Role, User

REASON = "عرض توضيحي"
LEAD = "miyahuna"

# Where complaints gather: seven or eight agencies receive two thirds of them.
BUSY = (
    "miyahuna", "gam", "jepco", "yarmouk-water", "health", "education", "public-works",
    "land-transport", "national-aid", "labour", "social-security", "lands", "civil-status",
    "licensing", "ideco", "telecom-regulator", "industry-trade", "environment", "public-security",
    "aqaba-water", "edco", "water-karak", "food-drug", "income-tax", "agriculture", "unit",
    "health-amman", "traffic",
)  # fmt: skip
DESK = ("officer", "official", "head")
FIRST = ("رنا", "عمر", "سامي", "هديل", "زيد", "نور", "مهند", "لينا", "خالد", "سلمى", "أنس", "دانا")
LAST = ("الحموري", "القضاة", "الخطيب", "العجلوني", "الرواشدة", "المومني", "الزعبي", "الطراونة")
FIRST_EN = ("Rana", "Omar", "Sami", "Hadeel", "Zaid", "Nour", "Muhannad", "Lina", "Khaled", "Salma", "Anas", "Dana")  # fmt: skip
LAST_EN = ("Hammouri", "Qudah", "Khatib", "Ajlouni", "Rawashdeh", "Momani", "Zoubi", "Tarawneh")


@dataclass(frozen=True, slots=True)
class Seat:
    """One account that `run` prints."""

    username: str
    role: str
    name_ar: str
    name_en: str
    phone: str
    everywhere: bool = True


SEATS = (
    Seat("agent", "agent", "ليان المصري", "Layan Masri", "+962790000001"),
    Seat("officer", "officer", "رنا الحموري", "Rana Hammouri", "+962790000002", everywhere=False),
    Seat("official", "official", "عمر القضاة", "Omar Qudah", "+962790000003", everywhere=False),
    Seat("head", "head", "سامي الخطيب", "Sami Khatib", "+962790000004", everywhere=False),
    Seat("unit", "unit", "هالة العجلوني", "Hala Ajlouni", "+962790000005"),
    Seat("manager", "manager", "باسل الطراونة", "Basel Tarawneh", "+962790000006"),
    Seat("admin", "administrator", "ديمة الزعبي", "Dima Zoubi", "+962790000007"),
    Seat("admin2", "administrator", "فارس المومني", "Fares Momani", "+962790000008"),
    Seat("auditor", "auditor", "نادر العبادي", "Nader Abbadi", "+962790000009"),
)


@dataclass(slots=True)
class Staff:
    """Everybody by user name, and the officer of each busy agency."""

    people: dict[str, User] = field(default_factory=dict)
    officers: dict[str, User] = field(default_factory=dict)
    heads: dict[str, User] = field(default_factory=dict)


def appoint_people(*, password: str, now: datetime) -> Staff:
    """Makes the accounts that are missing, with their grants in force since before the demonstration."""
    roles = {role.code: role for role in Role.objects.filter(code__isnull=False)}
    agencies = {agency.code: agency for agency in Agency.in_force.filter(code__in=BUSY)}
    since = now - timedelta(days=3 * 365)
    staff = Staff()
    grants: list[Grant] = []
    hashed = make_password(password)
    for seat in SEATS:
        user = _person(
            seat.username,
            password=hashed,
            name_ar=seat.name_ar,
            name_en=seat.name_en,
            phone=seat.phone,
        )
        staff.people[seat.username] = user
        place: dict[str, object] = (
            {"everywhere": True} if seat.everywhere else {"agency": agencies[LEAD]}
        )
        grants.append(_grant(user, roles[seat.role], since, place))
    staff.officers[LEAD], staff.heads[LEAD] = staff.people["officer"], staff.people["head"]
    for number, code in enumerate(code for code in BUSY if code != LEAD and code in agencies):
        for step, role in enumerate(DESK):
            user = _desk(f"{role}.{code}", 3 * number + step)
            grants.append(_grant(user, roles[role], since, {"agency": agencies[code]}))
            if role == "officer":
                staff.officers[code] = user
            elif role == "head":
                staff.heads[code] = user
    held = set(Grant.objects.filter(reason=REASON).values_list("user", "role"))
    Grant.objects.bulk_create(
        grant for grant in grants if (grant.user_id, grant.role_id) not in held
    )
    repair(now)
    return staff


def _desk(username: str, number: int) -> User:
    first, last = number % len(FIRST), number // len(FIRST) % len(LAST)
    return _person(
        username,
        password=make_password(None),
        name_ar=f"{FIRST[first]} {LAST[last]}",
        name_en=f"{FIRST_EN[first]} {LAST_EN[last]}",
        phone=f"+96279000{number + 100:04d}",
    )


def _person(username: str, **fields: str) -> User:
    user, _ = User.objects.update_or_create(
        username=username,
        defaults={**fields, "email": f"{username}@shakwa.example", "is_staff": True},
    )
    return user


def _grant(user: User, role: Role, since: datetime, place: dict[str, object]) -> Grant:
    answers = "agency" in place or role.code == "unit"
    return Grant(
        user=user,
        role=role,
        starts_at=since,
        asked_at=since,
        reason=REASON,
        answers_for=answers,
        state=Grant.State.IN_FORCE,
        **place,
    )
