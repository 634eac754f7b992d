"""What callers say and what agencies answer, by branch of the tree of subjects."""

# Subjects by how often they are complained about; the shares follow what Jordan published 2014-2018.
SUBJECTS = (
    ("water-outage", 11), ("water-leak", 9), ("water-weak", 4), ("water-bill", 4), ("sewage-overflow", 3),
    ("power-outage", 6), ("power-bill", 4), ("power-danger", 1), ("road-inner", 6), ("road-lighting", 5),
    ("road-main", 2), ("garbage", 6), ("stray-dogs", 2), ("noise", 2), ("hospital-wait", 4),
    ("hospital-appointment", 2), ("health-centre", 2), ("medicine", 1), ("school-building", 2),
    ("school-crowding", 1), ("bus-shortage", 3), ("fare", 2), ("cash-aid", 5), ("wages", 4), ("dismissal", 1),
    ("social-security", 2), ("land-registration", 2), ("identity-card", 1), ("driving-licence", 1),
    ("traffic-fines", 2), ("internet", 3), ("telecom-bill", 2), ("prices", 2), ("food-safety", 1),
    ("air-pollution", 1), ("service-delay", 4), ("service-environment", 2), ("conduct-rudeness", 3),
)  # fmt: skip

PLACES = (
    ("JO-AM", 46), ("JO-AZ", 9), ("JO-IR", 12), ("JO-BA", 7), ("JO-MA", 5), ("JO-KA", 4), ("JO-MN", 3),
    ("JO-AQ", 2), ("JO-MD", 4), ("JO-JA", 3), ("JO-AJ", 3), ("JO-AT", 2),
)  # fmt: skip

SAID = {
    "water": (
        "لم تصل المياه إلى الحي منذ أسبوع مع أن دورنا كان يوم الثلاثاء.",
        "ماء يسيل في الشارع منذ يومين قرب المدرسة ولم يحضر أحد.",
        "الضغط ضعيف لا يرفع الماء إلى الطابق الأول.",
        "الفاتورة مرتفعة جدًا والبيت مغلق منذ شهرين.",
    ),
    "electricity": (
        "التيار ينقطع كل مساء نحو ساعة عن الشارع كله.",
        "قيمة الفاتورة تضاعفت من غير تغيّر في الاستهلاك.",
        "سلك كهرباء متدلٍّ فوق الرصيف أمام روضة أطفال.",
    ),
    "roads": (
        "حفرة عميقة في وسط الشارع تسببت بأضرار لأكثر من مركبة.",
        "أعمدة الإنارة مطفأة منذ شهر والشارع مظلم.",
        "حفريات منذ ثلاثة أسابيع ولم يُعَد التعبيد.",
    ),
    "municipal": (
        "الحاويات ممتلئة ولم تُفرَّغ منذ أيام والرائحة مزعجة.",
        "كلاب ضالة كثيرة قرب المدرسة وقت انصراف الطلبة.",
        "ضجيج من محل حتى ساعة متأخرة من الليل.",
    ),
    "health": (
        "انتظرنا أكثر من خمس ساعات في الطوارئ من غير طبيب.",
        "أقرب موعد للعيادة بعد أربعة أشهر.",
        "الدواء غير متوفر في المركز الصحي منذ أسبوعين.",
    ),
    "": (
        "راجعت الدائرة ثلاث مرات ولم تُنجز المعاملة، وفي كل مرة يُطلب مني مستند جديد.",
        "لا أحد يرد على الهاتف المعلن على الموقع.",
        "تأخرت المعاملة أكثر من شهر من غير سبب معلن.",
        "مكان الانتظار ضيق ولا تتوفر فيه مقاعد لكبار السن.",
    ),
}
ANSWERED = (
    "عولجت المشكلة وتأكد فريق الدائرة ميدانيًا من زوالها.",
    "نُفّذ العمل المطلوب خلال المدة المحددة، ويمكن للمشتكي مراجعة الدائرة لأي استفسار.",
    "جرى التواصل مع المشتكي وإنجاز معاملته.",
    "أُدرج الموقع في برنامج الصيانة لهذا الشهر.",
)
NOT_UPHELD = "تبيّن بعد التدقيق أن الإجراء المتخذ سليم وفق التعليمات النافذة."
NAMES = (
    "محمد أحمد العبداللات", "فاطمة علي الشوابكة", "أحمد خليل الحياري", "سناء محمود النسور",
    "يوسف إبراهيم الصمادي", "هدى سالم البطاينة", "علي حسن الكعابنة", "منى عيسى حداد",
    "إياد فايز الضمور", "رهف ماجد السعودي",
)  # fmt: skip


def said_about(root: str) -> tuple[str, ...]:
    """Sentences that fit a branch of the tree."""
    return SAID.get(root, SAID[""])
