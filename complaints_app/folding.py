"""One spelling for the many ways in which Arabic is typed (pure)."""

import re
import unicodedata

# Ranges stand as escapes: pasted Arabic ranges swallowed every letter.
MARKS = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)
NOT_A_WORD = re.compile("[^0-9a-z\u0621-\u064a]+")
DIGIT = re.compile(r"[^\D0-9]")  # a digit of any script but the Latin one
LETTERS = str.maketrans(
    {
        "\u0622": "\u0627",  # alef with madda
        "\u0623": "\u0627",  # alef with hamza above
        "\u0625": "\u0627",  # alef with hamza below
        "\u0671": "\u0627",  # alef wasla
        "\u0624": "\u0648",  # waw with hamza
        "\u0626": "\u064a",  # ya with hamza
        "\u0649": "\u064a",  # alef maqsura
        "\u06cc": "\u064a",  # Persian ya
        "\u0629": "\u0647",  # ta marbuta
        "\u06a9": "\u0643",  # Persian kaf
        "\u0621": None,  # hamza on the line
    }
)
ARTICLE = "\u0627\u0644"
WEAK = str.maketrans("", "", "\u0627\u0648\u064a")


def fold(text: str) -> str:
    """Lower case, Latin digits, no marks, one letter for each family of hamza, ya and ta marbuta."""
    plain = MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())
    latin = DIGIT.sub(lambda sign: str(unicodedata.digit(sign[0])), plain)
    return NOT_A_WORD.sub(" ", latin.translate(LETTERS)).strip()


def search_key(text: str) -> str:
    """What is left of each word without its article and its weak letters: «المياه» and «ميه» meet."""
    return " ".join(_skeleton(word) for word in fold(text).split())


def _skeleton(word: str) -> str:
    bare = word.removeprefix(ARTICLE)
    return bare.translate(WEAK) or word
