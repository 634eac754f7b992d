/* One spelling for the many ways in which Arabic is typed: the same as folding.py, letter for letter. */
(() => {
  const MARKS = /[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g;
  const NOT_A_WORD = /[^0-9a-z\u0621-\u064a]+/g;
  const LETTERS = new Map([
    ["\u0622", "\u0627"],
    ["\u0623", "\u0627"],
    ["\u0625", "\u0627"],
    ["\u0671", "\u0627"],
    ["\u0624", "\u0648"],
    ["\u0626", "\u064a"],
    ["\u0649", "\u064a"],
    ["\u06cc", "\u064a"],
    ["\u0629", "\u0647"],
    ["\u06a9", "\u0643"],
    ["\u0621", ""],
  ]);
  const ARTICLE = "\u0627\u0644";
  const WEAK = /[\u0627\u0648\u064a]/g;
  const DIGIT = /\p{Nd}/u;

  // Digits stand in runs of ten: the value is the distance from the run's beginning.
  const latin = (sign) => {
    if (!DIGIT.test(sign)) return sign;
    let start = sign.codePointAt(0);
    while (start > 0 && DIGIT.test(String.fromCodePoint(start - 1))) start -= 1;
    return String((sign.codePointAt(0) - start) % 10);
  };

  const fold = (text) =>
    [...text.normalize("NFKC").toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ").replace(MARKS, "")]
      .map(latin)
      .map((sign) => (LETTERS.has(sign) ? LETTERS.get(sign) : sign))
      .join("")
      .replace(NOT_A_WORD, " ")
      .trim();

  const skeleton = (word) => {
    const bare = word.startsWith(ARTICLE) ? word.slice(ARTICLE.length) : word;
    return bare.replace(WEAK, "") || word;
  };

  const searchKey = (text) =>
    fold(text)
      .split(" ")
      .filter(Boolean)
      .map(skeleton)
      .join(" ");

  // Where in a written word the typed letters stand, so that they can be marked.
  const matches = (typed, written) => {
    const wanted = searchKey(typed).split(" ").filter(Boolean);
    const key = searchKey(written);
    return key !== "" && wanted.some((word) => key.startsWith(word));
  };

  window.shakwa = window.shakwa || {};
  window.shakwa.folding = { fold, searchKey, matches };
})();
