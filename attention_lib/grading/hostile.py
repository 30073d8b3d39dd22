"""Text from students, who may name themselves as they like: fit for a terminal, a page, a spreadsheet."""

import re
import unicodedata

TURNS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that turn the direction of text, also of what follows."""

FORMULA = re.compile(r'(^|[;\t\r\n"])(\s*)(?=[=+\-@＝＋－＠])')
"""Where a spreadsheet would begin to compute; the semicolon separates cells in half of Europe."""


def harmless(text: str) -> str:
    r"""Put an apostrophe before what a spreadsheet would compute.

    Examples
    --------
    >>> harmless('=HYPERLINK("http://example.org")'), harmless("ada;=1+1"), harmless("d_k-1")
    ('\'=HYPERLINK("http://example.org")', "ada;'=1+1", 'd_k-1')
    """
    return FORMULA.sub(r"\1\2'", text.replace("\0", "�"))


def visible(text: str, also: str = "") -> str:
    r"""Show instead of characters that control a terminal, turn text around, or are none at all, a mark.

    Examples
    --------
    >>> visible("ada\x1b[2J")
    'ada�[2J'
    """
    return "".join(
        "�" if char in TURNS or (unicodedata.category(char) in ("Cc", "Cs") and char not in also) else char
        for char in text
    )
