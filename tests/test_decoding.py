"""Bytes of any encoding to text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.decoding import DecodingError, decoded
from cleannews.errors import CleannewsError

ENGLISH = "The ferry was late again on Friday, and the café at the quay sold out of soup by noon.\n"
GERMAN = (
    "Die Fähre hatte am Freitag wieder Verspätung, und das Café am Kai war mittags ausverkauft. "
    "„Für uns ist das schön“, erklärte die Wirtin, „aber die Gäste müssen natürlich länger "
    "warten.“ Über die Gründe schweigt die Reederei.\r\n"
)
SPANISH = (
    "El transbordador llegó otra vez con retraso el viernes, según explicó la compañía. Los "
    "vecinos pedirán más barcos: «Así no podemos trabajar», añadió una pescadera de la isla.\r\n"
)
FRENCH = (
    "Le bac est arrivé en retard vendredi, a précisé la compagnie. Les pêcheurs réclament des "
    "navires supplémentaires : « Cet été, la traversée était déjà difficile », a regretté l’un "
    "d’eux.\r\nÀ midi, le café du quai avait vendu toute sa soupe. La patronne a dû fermer plus "
    "tôt que prévu, et les élèves de l’île sont rentrés à pied par la digue. Le maire a promis "
    "une réunion avec les élus de la région avant la fin du mois.\r\n"
)
RUSSIAN = (
    "В пятницу паром снова опоздал, и кафе на причале к полудню распродало весь суп. "
    "Жители острова просят пустить второе судно, сообщила хозяйка.\n"
)
CZECH = (
    "Přívoz měl v pátek opět zpoždění a kavárna na nábřeží do poledne vyprodala polévku. "
    "Obyvatelé ostrova žádají druhou loď, řekla hostinská.\nStarosta slíbil, že se v příštím "
    "týdnu sejde se zástupci kraje. Podle rybářů je však nejdůležitější opravit staré molo, které "
    "před zimou poškodila bouře, a teprve potom kupovat další plavidla.\n"
)
GREEK = (
    "Το φέρι άργησε πάλι την Παρασκευή και το καφέ στην προβλήτα ξεπούλησε τη σούπα ως το "
    "μεσημέρι. Οι κάτοικοι ζητούν δεύτερο πλοίο.\n"
)
TURKISH = (
    "Feribot cuma günü yine gecikti ve iskeledeki kahvehanede öğlene kadar çorba kalmadı. "
    "Ada halkı ikinci bir gemi istiyor, diye açıkladı işletmeci.\n"
)
JAPANESE = "金曜日、渡し船はまた遅れ、桟橋の喫茶店では正午までにスープが売り切れた。島の住民は二隻目の船を求めている。"
KOREAN = (
    "금요일에 나룻배가 또 늦었고 부두의 찻집은 정오까지 수프가 다 팔렸다. 섬 주민들은 두 번째 "
    "배를 요구하고 있다. 시장은 다음 주에 도의 대표들과 만나겠다고 약속했다. 어부들은 겨울이 "
    "오기 전에 낡은 부두부터 고쳐야 한다고 말한다."
)
CHINESE = "星期五渡船又晚点了，码头上的茶馆中午前就卖完了汤。岛上的居民要求增加第二艘船。"
TAIWANESE = "星期五渡船又誤點了，碼頭上的茶館中午前就賣完了湯。島上的居民要求增加第二艘船。"

PRINTED = st.text(st.characters(exclude_categories=["C"], exclude_characters="\ufeff"), min_size=1)


def page(text: str, declaration: str) -> str:
    """Return a page that declares an encoding in its head."""
    return f"<html><head>{declaration}<title>Ferry</title></head><body><p>{text}</p></body></html>"


def meta(name: str) -> str:
    """Return the usual declaration of an encoding."""
    return f'<meta charset="{name}">'


# Declared encodings


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (GERMAN, "cp1252", "windows-1252"),
        (GERMAN, "cp1252", "iso-8859-1"),
        (GERMAN, "cp1252", "Latin1"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8_r", "koi8-r"),
        (CZECH, "iso8859_2", "ISO-8859-2"),
        (TURKISH, "cp1254", "iso-8859-9"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gb18030", "gb2312"),
        (TAIWANESE, "big5", "big5"),
        (JAPANESE, "shift_jis", "shift_jis"),
        (JAPANESE, "cp932", "x-sjis"),
        (JAPANESE, "euc_jp", "euc-jp"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        (KOREAN, "euc_kr", "euc-kr"),
        (ENGLISH, "utf-8", "utf-8"),
    ],
    ids=lambda value: value if len(value) < 15 else "",
)
def test_a_declared_encoding_is_used(text: str, encoding: str, name: str) -> None:
    """A page is read as it says, labels meaning what they mean to browsers."""
    source = page(text, meta(name))
    assert decoded(source.encode(encoding), html=True) == source


@pytest.mark.parametrize(
    "declaration",
    [
        "<meta charset=windows-1251>",
        "<META CHARSET='windows-1251' />",
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        '<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_a_declaration_has_many_forms(declaration: str) -> None:
    """Meta tags old and new and the XML declaration are found."""
    source = f"{declaration}<html><body><p>Да</p></body></html>"
    assert decoded(source.encode("cp1251"), html=True) == source


def test_a_declaration_counts_only_in_a_page() -> None:
    """A plain text that talks of an encoding is not read by it."""
    text = f"Write {meta('windows-1251')} into the head. " + GERMAN
    assert decoded(text.encode("cp1252")) == text


@pytest.mark.parametrize("name", ["iso-8859-1", "windows-1251", "shift_jis", "utf-16", "no-such"])
def test_valid_utf_8_wins_over_what_is_declared(name: str) -> None:
    """A page that says otherwise but is UTF-8 is UTF-8."""
    source = page(GERMAN + RUSSIAN, meta(name))
    assert decoded(source.encode(), html=True) == source


@pytest.mark.parametrize("name", ["utf-8", "no-such", ""])
@pytest.mark.parametrize(("text", "encoding"), [(GERMAN, "cp1252"), (RUSSIAN, "cp1251")])
def test_a_false_declaration_gives_way_to_detection(text: str, encoding: str, name: str) -> None:
    """A page that is not what it declares is read as what it is."""
    source = page(text * 2, meta(name))
    assert decoded(source.encode(encoding), html=True) == source


@pytest.mark.parametrize(
    ("text", "encoding", "name", "junk"),
    [
        (RUSSIAN, "cp1251", "windows-1251", b"\x98"),
        (CZECH, "cp1250", "windows-1250", b"\x98"),
        (GREEK, "cp1253", "windows-1253", b"\xff"),
        (CHINESE, "gb18030", "gb2312", b"\xff"),
        (TAIWANESE, "big5", "big5", b"\xff"),
        (JAPANESE, "shift_jis", "shift_jis", b"\xff"),
        (JAPANESE, "euc_jp", "euc-jp", b"\xff"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp", b"\xff"),
        (KOREAN, "euc_kr", "euc-kr", b"\xff"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 15 else "",
)
def test_one_broken_byte_does_not_undo_a_declaration(
    text: str, encoding: str, name: str, junk: bytes
) -> None:
    """A page that is what it declares but for one byte is not read as something else."""
    source = page(text * 3, meta(name))
    data = source.encode(encoding).replace(b"</p>", junk + b" </p>")
    assert decoded(data, html=True).startswith(source.partition("</p>")[0])


@pytest.mark.parametrize("name", ["undefined", "unicode_escape", "idna", "punycode", "rot13"])
def test_a_codec_that_is_no_encoding_of_text_is_ignored(name: str) -> None:
    """What only Python calls an encoding is neither used nor fatal."""
    source = page(r"Write \x41 for A. " + GERMAN, meta(name))
    assert decoded(source.encode("cp1252"), html=True) == source


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [(CHINESE, "hz", "hz-gb-2312"), (KOREAN, "iso2022_kr", "iso-2022-kr")],
    ids=["hz", "iso-2022-kr"],
)
def test_encodings_that_look_like_ascii_are_used_when_declared(
    text: str, encoding: str, name: str
) -> None:
    """Their shift sequences are neither left as text nor taken for binary data."""
    source = page(text, meta(name))
    assert decoded(source.encode(encoding), html=True) == source


# Undeclared encodings


@pytest.mark.parametrize("html", [False, True], ids=["text", "page"])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "cp1252"),
        (SPANISH, "cp1252"),
        (FRENCH, "cp1252"),
        (CZECH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (GREEK, "cp1253"),
        (TURKISH, "cp1254"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
        (GERMAN, "utf-8"),
        (ENGLISH + JAPANESE, "utf-8"),
    ],
    ids=[
        *("de", "es", "fr", "cs", "ru-1251", "ru-koi8", "el", "tr"),
        *("zh", "tw", "ja-sjis", "ja-euc", "ko", "de-utf8", "ja-utf8"),
    ],
)
def test_an_undeclared_encoding_is_told(text: str, encoding: str, html: bool) -> None:
    """A few lines of news are enough to tell the encodings of the web apart."""
    source = page(text, "") if html else text
    assert decoded(source.encode(encoding), html=html) == source


def test_one_curly_apostrophe_in_ascii_is_western() -> None:
    """A single byte beyond ASCII, the commonest of all, is read as what it is."""
    text = "The ferry’s crew slept on board while the harbour stayed closed for the storm."
    assert decoded(text.encode("cp1252")) == text


# Byte order marks and UTF-16


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@given(text=PRINTED.filter(str.strip))
def test_a_byte_order_mark_decides_and_goes(mark: bytes, encoding: str, text: str) -> None:
    """The text comes out without its mark."""
    assert decoded(mark + text.encode(encoding)) == text


def test_a_mark_wins_over_a_declaration() -> None:
    """What the bytes say outweighs what the page says."""
    source = page(RUSSIAN, meta("windows-1252"))
    assert decoded(codecs.BOM_UTF8 + source.encode(), html=True) == source


def test_a_mark_before_a_broken_text_goes_too() -> None:
    """A few broken bytes do not bring the mark back into the text."""
    data = codecs.BOM_UTF8 + RUSSIAN.encode() + b"\xff\n" + RUSSIAN.encode()
    assert decoded(data) == f"{RUSSIAN}\ufffd\n{RUSSIAN}"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", [ENGLISH, GERMAN, page(RUSSIAN, ""), RUSSIAN], ids=["en", "de", "ru page", "ru"]
)
def test_utf_16_without_a_mark_is_recognised(text: str, encoding: str) -> None:
    """Every second byte gives it away."""
    assert decoded(text.encode(encoding)) == text


# Broken and binary


@pytest.mark.parametrize("junk", [b"\xff", b"\xe2\x80", b"\xc3", b"\xed\xa0\x80"])
def test_broken_utf_8_keeps_its_sound_part(junk: bytes) -> None:
    """A cut or foreign character is replaced and everything around it stays."""
    text = decoded((RUSSIAN * 2).encode() + junk + b" " + GERMAN.encode())
    assert text.startswith(RUSSIAN * 2 + "\ufffd")
    assert text.endswith(" " + GERMAN)


def test_a_text_cut_within_a_character_is_utf_8() -> None:
    """A download that ends too early is read up to its end."""
    assert decoded(RUSSIAN.encode()[:-2] + b"\xd1") == RUSSIAN[:-2] + "\ufffd"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n1 0 obj",
        b"PK\x03\x04\x14\x00\x06\x00",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"GIF89a\x01\x00",
        b"\x1f\x8b\x08\x00",
        b"\x7fELF\x02\x01",
        b"\x00\x00\x00\x18ftypmp42",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50,
        b"\0" * 100,
        b"ab\0cd\0\0ef" * 20,
        bytes(range(256)) * 8,
    ],
)
@pytest.mark.parametrize("html", [False, True], ids=["text", "page"])
def test_binary_data_is_refused(data: bytes, html: bool) -> None:
    """Files of other kinds are told by their first bytes or their control characters."""
    with pytest.raises(DecodingError) as caught:
        decoded(data, html=html)
    assert caught.value.reason == "binary"


def test_a_stray_nul_is_no_binary_data() -> None:
    """One control character in a long text is kept where it is."""
    text = ENGLISH * 20 + "\0" + ENGLISH
    assert decoded(text.encode()) == text


@pytest.mark.parametrize("data", [b"", b" ", b"\r\n\t \n"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE], ids=ascii)
def test_nothing_is_refused_as_empty(mark: bytes, data: bytes) -> None:
    """No bytes, white space and a byte order mark hold no text."""
    encoded = data.decode().encode("utf-16-le") if mark == codecs.BOM_UTF16_LE else data
    with pytest.raises(DecodingError) as caught:
        decoded(mark + encoded)
    assert caught.value.reason == "empty"


def test_what_no_encoding_explains_is_undecodable() -> None:
    """Bytes that are odd in every encoding are refused, not guessed at."""
    with pytest.raises(DecodingError) as caught:
        decoded(bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D]) * 20)
    assert caught.value.reason == "undecodable"


def test_a_decoding_error_says_its_message() -> None:
    """The error can be shown as it is and caught as one of ours."""
    error = DecodingError("empty", "there is nothing in it")
    assert (str(error), isinstance(error, CleannewsError)) == ("there is nothing in it", True)


@pytest.mark.parametrize("text", ["a\r\nb\r\n", "a\rb", "a\nb\r\nc\n\n", "a\u2028b", "\r\na\f"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_stay(text: str, encoding: str) -> None:
    """No line break of any kind is changed, added or dropped."""
    assert decoded(text.encode(encoding)) == text


@given(PRINTED.filter(lambda text: bool(text.strip())))
def test_utf_8_comes_back(text: str) -> None:
    """Any printed text in UTF-8 is read as it was written."""
    assert decoded(text.encode()) == text


@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_give_a_text_or_a_reason(data: bytes, html: bool) -> None:
    """Nothing but a decoding error with a known reason is raised."""
    try:
        assert isinstance(decoded(data, html=html), str)
    except DecodingError as error:
        assert error.reason in {"empty", "binary", "undecodable"}  # noqa: PT017 (either is right)
