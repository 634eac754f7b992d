"""Believable answers to whatever a form asks."""

import random
from datetime import date
from typing import Any

from complaints_app.models import ComplaintType, Question, Version
from complaints_app.questions import AskedQuestion, asked
from complaints_app.versioning import frozen_questions

ONE_OF = {Question.Type.CHOICE, Question.Type.YES_NO}


def sample_answers(subject: ComplaintType, dice: random.Random) -> dict[str, Any]:
    """Answers to the questions of a subject as it asks them now, as a form would post them."""
    return answers_to(frozen_questions(subject), dice)


def answers_to(version: Version | None, dice: random.Random) -> dict[str, Any]:
    """Every required question answered, and every choice."""
    return {
        question.clean_name: _answer(question, dice)
        for question in asked(version)
        if question.required or question.field_type in ONE_OF
    }


def _answer(question: AskedQuestion, dice: random.Random) -> Any:
    if question.field_type in ONE_OF:
        return dice.choice(question.offered)[0]
    if question.field_type == Question.Type.CHOICES:
        return [dice.choice(question.offered)[0]]
    if question.field_type == Question.Type.NUMBER:
        return dice.randrange(1, 200)
    if question.field_type == Question.Type.DATE:
        return date(2026, 11, dice.randrange(1, 20)).isoformat()
    return "غير معروف"
