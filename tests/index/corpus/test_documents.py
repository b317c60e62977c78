"""What the readers of web pages, PDF files, Word documents and Markdown make of a document."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from index.corpus.document import Document
from index.corpus.limits import Unreadable
from index.corpus.worker import read_document
from tests.documents import encrypted_pdf, page, pdf, printed, word, zipped

BODY = (
    "The river bridge opened again on Thursday, two months after the flood had closed it to all traffic.",
    "Engineers said that the work had gone faster than planned, because the weather stayed dry.",
    "“We are glad to have it back,” the mayor told the people who had come to see the first bus cross.",
)
NAVIGATION = "<nav><ul>" + "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(20)) + "</ul></nav>"


SITE = "<meta property='og:site_name' content='The Wire'>"


def web(*paragraphs: str, head: str = "", before: str = "", after: str = "") -> Document:
    return read_document(".html", page(*(paragraphs or BODY), head=head, before=before, after=after))


def linked_data(record: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(record)}</script>'


def reason(suffix: str, data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read_document(suffix, data)
    return str(caught.value)


# Web pages: the text.


def test_the_article_of_a_page_is_its_text_and_the_menu_is_not() -> None:
    document = web(before=NAVIGATION)
    assert (document.text.split("\n"), document.extracted) == (list(BODY), True)


def test_all_text_of_a_page_is_kept_beside_the_article() -> None:
    document = web(before=NAVIGATION, after="<footer>© The Wire</footer>")
    assert document.page is not None
    assert document.page.split("\n") == [*(f"Section {n}" for n in range(20)), *BODY, "© The Wire"]


def test_the_text_opens_with_the_headline_once() -> None:
    document = web(head='<meta property="og:title" content="Bridge opens">', before="<h1>Bridge opens</h1>")
    assert document.text.split("\n")[:2] == ["Bridge opens", BODY[0]]
    assert document.text.count("Bridge opens") == 1


def test_words_in_inline_markup_stay_whole() -> None:
    assert web("<p>The br<b>id</b>ge <a href='/x'>opened</a>.</p>", *BODY).text.startswith("The bridge opened.")


def test_the_rows_of_a_table_are_lines() -> None:
    table = "<table><tr><th>Year</th><th>Tons</th></tr><tr><td>2021</td><td>a <b>b</b></td></tr></table>"
    assert "Year | Tons\n2021 | a b" in web(BODY[0], table, *BODY[1:]).text


def test_comments_of_readers_are_left_out() -> None:
    comments = "<section id='comments' class='comments'><p>First! What a shame this took so long to do.</p></section>"
    assert "First!" not in web(after=comments).text


def test_a_page_without_an_article_gives_all_its_text_for_cleaning() -> None:
    document = read_document(".html", b"<html><body><div>Your cookies</div><nav><a>Home</a></nav></body></html>")
    assert (document.text, document.extracted, document.page) == ("Your cookies\nHome", False, None)


def test_an_article_of_one_line_is_one() -> None:
    document = web("A short report.")
    assert (document.text, document.extracted) == ("A short report.", True)


def test_a_fragment_of_a_page_is_read() -> None:
    assert read_document(".html", b"<p>One short paragraph.</p>").text == "One short paragraph."


@pytest.mark.parametrize("data", [b"", b"   ", b"<!-- -->"])
def test_a_file_without_markup_and_text_holds_no_article(data: bytes) -> None:
    document = read_document(".html", data)
    assert (document.text, document.extracted) == ("", False)


def test_a_page_beyond_the_limit_is_refused() -> None:
    assert reason(".html", b"<p>" + b"x" * 20_000_000) == "it is larger than 20 MB, too large for a web page"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-8", '<meta charset="iso-8859-1">'),
        ("cp1252", ""),
        ("cp1252", '<meta charset="iso-8859-1">'),
        ("cp1252", '<meta charset="utf-8">'),
        ("cp1252", '<meta charset="no-such-thing">'),
        ("cp1252", '<meta charset="punycode">'),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'),
    ],
)
def test_the_encoding_of_a_page_is_found_though_it_declares_a_wrong_one(encoding: str, declared: str) -> None:
    markup = page(*BODY, "The café in Kyiv stayed open.", head=declared).decode()
    assert read_document(".htm", markup.encode(encoding)).text.endswith("The café in Kyiv stayed open.")


@pytest.mark.parametrize(("encoding", "words"), [("windows-1251", "Мост открыт"), ("iso-2022-jp", "橋が開く")])
def test_a_declared_encoding_counts_where_the_bytes_do_not_decide(encoding: str, words: str) -> None:
    markup = page(*BODY, words, head=f'<meta charset="{encoding}">').decode()
    assert read_document(".html", markup.encode(encoding)).text.endswith(words)


def test_a_broken_byte_does_not_spoil_a_page() -> None:
    text = read_document(".html", page(*BODY).replace(b"glad", b"gl\x81d")).text
    assert "the first bus cross" in text


# Web pages: what they say of themselves.


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Bridge &amp; river",
    "datePublished": "2022-03-31T09:10:00+03:00",
    "publisher": {"@type": "Organization", "name": "The Wire"},
}


@pytest.mark.parametrize(
    "record",
    [
        ARTICLE,
        [ARTICLE],
        {"@graph": [{"@type": "WebSite", "name": "Other"}, ARTICLE]},
        {"@type": "WebPage", "datePublished": "1999-01-01", "mainEntity": ARTICLE},
        ARTICLE | {"@type": ["Thing", "ReportageNewsArticle"], "publisher": [{"name": "The Wire"}]},
    ],
)
def test_linked_data_gives_headline_outlet_and_the_date_with_its_time(record: object) -> None:
    document = web(head=linked_data(record))
    assert (document.title, document.source) == ("Bridge & river", "The Wire")
    assert document.published == "2022-03-31T09:10:00+03:00"


@pytest.mark.parametrize(
    "record",
    [
        {"@type": "ItemList", "itemListElement": [ARTICLE]},
        {"@type": "VideoObject", "datePublished": "2022-03-31"},
        {"@type": "NewsArticle", "comment": {"@type": "Comment", "datePublished": "2022-03-31"}},
        {"@type": "NewsArticle", "dateModified": "2022-03-31"},
        {"@type": "NewsArticle", "datePublished": "soon"},
        {"@type": "NewsArticle", "datePublished": "1970-01-01T00:00:00Z"},
        {"@type": "NewsArticle", "datePublished": {"@value": 7}},
    ],
)
def test_the_date_of_something_else_and_what_is_no_date_are_not_the_articles(record: object) -> None:
    assert web(head=linked_data(record)).published is None


@pytest.mark.parametrize("script", ["{", "[" * 100_000, "null", '"x"', "<!-- {} -->"])
def test_linked_data_that_is_broken_is_passed_over(script: str) -> None:
    document = web(head=f'<script type="application/ld+json">{script}</script><meta name="date" content="2022-03-31">')
    assert document.published == "2022-03-31"


@pytest.mark.parametrize(
    "meta",
    [
        '<meta property="article:published_time" content="2022-03-31T09:10:00Z">',
        '<meta itemprop="datePublished" content="2022-03-31T09:10:00Z">',
        '<meta name="DC.date.issued" content="2022-03-31T09:10:00Z">',
        '<meta name="date" content="2020-01-01"><meta name="parsely-pub-date" content="2022-03-31T09:10:00Z">',
        '<time itemprop="datePublished" datetime="2022-03-31T09:10:00Z">31 March</time>',
    ],
)
def test_meta_elements_give_the_date_the_most_specific_first(meta: str) -> None:
    assert web(head=meta).published == "2022-03-31T09:10:00Z"


@pytest.mark.parametrize(
    "markup",
    ["<time datetime='2022-03-31'>x</time>", "<p>Updated 31 March 2022</p>", "<footer>© 2022</footer>"],
)
def test_a_date_that_only_stands_on_the_page_is_not_metadata(markup: str) -> None:
    assert web(after=markup).published is None


@pytest.mark.parametrize(
    ("head", "title", "source"),
    [
        (f"<title>Bridge opens | The Wire</title>{SITE}", "Bridge opens", "The Wire"),
        ("<meta property='og:title' content='Bridge opens – The Wire'>", "Bridge opens – The Wire", None),
        ("<meta name='twitter:title' content=' Bridge  opens '>", "Bridge opens", None),
        ("<title></title>", None, None),
        (f"<meta property='og:title' content='The Wire'>{SITE}", "The Wire", "The Wire"),
    ],
)
def test_a_title_is_told_from_the_name_of_its_outlet(head: str, title: str | None, source: str | None) -> None:
    document = web(head=head)
    assert (document.title, document.source) == (title, source)


def test_what_follows_the_heading_in_a_title_is_the_outlets() -> None:
    head = '<meta property="og:title" content="Bridge opens at last | Rivers | Wire.example">'
    document = web(head=head, before="<h1>Bridge opens at last</h1>")
    assert document.title == "Bridge opens at last"
    assert document.text.split("\n")[:2] == ["Bridge opens at last", BODY[0]]


def test_a_headline_that_the_article_shows_in_part_is_not_said_twice() -> None:
    document = web("Bridge opens", *BODY, head='<meta property="og:title" content="Bridge opens again today">')
    assert document.text.split("\n")[:2] == ["Bridge opens", BODY[0]]


def test_the_only_main_heading_is_the_title_rather_than_the_windows() -> None:
    assert web(head="<title>Home</title>", before="<h1>Bridge <i>opens</i></h1>").title == "Bridge opens"


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="https://wire.example/a">', "https://wire.example/a"),
        ('<link rel="nofollow CANONICAL" href=" https://wire.example/a ">', "https://wire.example/a"),
        ('<meta property="og:url" content="http://wire.example/a">', "http://wire.example/a"),
        ('<link rel="canonical" href="/a">', None),
        ('<link rel="canonical" href="javascript:x">', None),
        ('<link rel="canonical" href="http://[">', None),
        ('<link rel="canonical">', None),
    ],
)
def test_the_address_a_page_gives_is_taken_where_it_is_one(head: str, url: str | None) -> None:
    assert web(head=head).url == url


# PDF files.


def test_the_lines_of_a_pdf_become_paragraphs() -> None:
    lines = printed("The river bridge opened again on Thursday, two months", "after the flood had closed it.")
    others = printed("Engineers said that the work had gone faster than", "planned.", top=670)
    text = read_document(".pdf", pdf([[*lines, *others]])).text
    assert text.split("\n") == [
        "The river bridge opened again on Thursday, two months after the flood had closed it.",
        "Engineers said that the work had gone faster than planned.",
    ]


def test_a_short_line_that_the_next_word_would_have_fitted_ends_a_paragraph() -> None:
    lines = printed(
        "Bridge opens", "The river bridge opened again on Thursday, two months", "after the flood.", "Buses"
    )
    text = read_document(".pdf", pdf([lines])).text
    assert text.split("\n") == [
        "Bridge opens",
        "The river bridge opened again on Thursday, two months after the flood.",
        "Buses",
    ]


def test_an_indent_begins_a_paragraph() -> None:
    lines = printed("The river bridge opened again on Thursday to all traffic.")
    indented = printed("Engineers said that the work had gone faster than it", left=90, top=706)
    assert read_document(".pdf", pdf([[*lines, *indented]])).text.count("\n") == 1


def test_words_cut_at_the_end_of_a_line_are_joined() -> None:
    lines = printed("The council voted on Thursday evening to re-", "open the bridge for good.")
    assert (
        read_document(".pdf", pdf([lines])).text
        == "The council voted on Thursday evening to reopen the bridge for good."
    )


def test_a_hyphen_that_belongs_to_the_word_stays() -> None:
    lines = printed(
        "It is a well-known bridge, said a man from the well-", "known family of the Franco-", "German painter."
    )
    text = read_document(".pdf", pdf([lines])).text
    assert text == "It is a well-known bridge, said a man from the well-known family of the Franco-German painter."


def test_running_headers_footers_and_page_numbers_go() -> None:
    pages = [
        [(72, 770, "The Daily Wire"), *printed(f"Paragraph {word} of the report."), (300, 40, f"- {number} -")]
        for number, word in enumerate(("one", "two", "three"), start=7)
    ]
    text = read_document(".pdf", pdf(pages)).text
    assert text.split("\n") == [f"Paragraph {word} of the report." for word in ("one", "two", "three")]


def test_headers_that_number_the_pages_of_different_chapters_go() -> None:
    words = ("one", "two", "three", "four", "five", "six")
    pages = [
        [(72, 770, f"{'Rivers' if number < 3 else 'Roads'} {number}"), *printed(f"Paragraph {word} of the report.")]
        for number, word in enumerate(words, start=1)
    ]
    assert "R" not in read_document(".pdf", pdf(pages)).text


def test_a_sentence_that_runs_on_to_the_next_page_is_one() -> None:
    pages = [printed("The bridge opened", "again after the"), printed("flood of the year.")]
    assert read_document(".pdf", pdf(pages)).text == "The bridge opened again after the flood of the year."


def test_the_only_page_keeps_its_first_and_last_lines() -> None:
    text = read_document(".pdf", pdf([printed("The Daily Wire.", "Bridge opens.", "7")])).text
    assert text.split() == ["The", "Daily", "Wire.", "Bridge", "opens.", "7"]


def test_a_title_that_the_document_does_not_show_is_a_templates() -> None:
    assert read_document(".pdf", pdf([printed("Bridge opens")], title="Bridge  Opens")).title == "Bridge Opens"
    assert read_document(".pdf", pdf([printed("Bridge opens")], title="Microsoft Word - a.doc")).title is None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is no PDF file, or a damaged one"),
        (b"%PDF-1.7\nnothing", "it is no PDF file, or a damaged one"),
        (encrypted_pdf(), "it is encrypted; save a copy without the password"),
        (pdf([[], []]), "there is no text in it; if its pages are pictures, text recognition (OCR) helps"),
        (pdf([[]] * 1_001), "it has 1,001 pages, more than 1,000"),
    ],
    ids=["empty", "damaged", "encrypted", "scanned", "long"],
)
def test_a_pdf_that_cannot_be_read_says_why(data: bytes, why: str) -> None:
    assert reason(".pdf", data) == why


# Word documents.


def test_a_word_document_gives_headings_paragraphs_and_table_rows() -> None:
    document = read_document(
        ".docx", word("# Bridge opens", BODY[0], "Two\nlines.", rows=[["Year", "Tons"], ["2021", ""]])
    )
    assert document.text.split("\n") == ["Bridge opens", BODY[0], "Two", "lines.", "Year | Tons", "2021"]


def test_the_title_property_counts_where_the_document_shows_it() -> None:
    assert read_document(".docx", word("# Bridge opens", BODY[0], title="Bridge opens")).title == "Bridge opens"
    assert read_document(".docx", word("# Bridge opens", BODY[0], title="Template 7")).title is None


def changed(document: bytes, old: str, new: str) -> bytes:
    """A Word document with some of its XML replaced."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old.encode() in parts["word/document.xml"]
    return zipped(parts | {"word/document.xml": parts["word/document.xml"].replace(old.encode(), new.encode())})


@pytest.mark.parametrize(
    ("run", "text"),
    [
        ("<w:ins><w:r><w:t>new</w:t></w:r></w:ins>", "new"),
        ("<w:del><w:r><w:delText>old</w:delText><w:t>old</w:t></w:r></w:del>", ""),
        ("<w:sdt><w:sdtContent><w:r><w:t>held</w:t></w:r></w:sdtContent></w:sdt>", "held"),
        ("<w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:noBreakHyphen/><w:t>half</w:t></w:r>", "one two-half"),
        ("<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>", "box"),
    ],
    ids=["inserted", "deleted", "content control", "tab and hyphen", "text box"],
)
def test_the_text_of_a_word_document_is_what_its_reader_sees(run: str, text: str) -> None:
    data = changed(word("MARK"), "<w:r><w:t>MARK</w:t></w:r>", run)
    assert read_document(".docx", data).text == text


def test_an_xml_bomb_expands_to_nothing() -> None:
    entities = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    data = changed(word("MARK"), "<w:document", f"{entities}<w:document")
    assert read_document(".docx", changed(data, "MARK", "before &b; after")).text == "before"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is no Word document, or a damaged one"),
        (b"PK\x03\x04", "it is no Word document, or a damaged one"),
        (zipped({"a.txt": b"x"}), "it is no Word document, or a damaged one"),
        (word("Bridge opens")[:-30], "it is no Word document, or a damaged one"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "it is encrypted or in Word's old format; save it as .docx without a password",
        ),
        (zipped({"word/document.xml": bytes(30_000_000)}), "it expands to 30 MB, as no article does"),
    ],
    ids=["empty", "damaged", "another archive", "cut off", "encrypted", "bomb"],
)
def test_a_word_document_that_cannot_be_read_says_why(data: bytes, why: str) -> None:
    assert reason(".docx", data) == why


# Markdown.


def test_markdown_is_read_as_its_reader_sees_it() -> None:
    source = (
        b"# Bridge *opens*\n\nThe [river](http://x) **bridge** ![a bus](b.jpg)is\nopen, `now`.  \nFor good.\n\n"
        b"- one\n- ~~two~~\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n\n<div>raw</div>\n\n***\n"
    )
    document = read_document(".md", source)
    assert document.text.split("\n") == [
        *("Bridge opens", "The river bridge is open, now.", "For good.", "one", "two", "quoted", "a | b", "1 | 2"),
        *("code", "raw"),
    ]
    assert not document.extracted


@pytest.mark.parametrize("key", ["date", "published", "Date"])
def test_front_matter_is_metadata_as_it_was_written(key: str) -> None:
    given = f'title: "Bridge: opens"\n{key}: 2022-03-31 09:10\nsource: The Wire\nurl: https://x/1\ntags: [a]\n'
    source = f"---\n{given}---\nText.\n"
    assert read_document(".md", source.encode()) == Document(
        text="Text.",
        extracted=False,
        title="Bridge: opens",
        published="2022-03-31 09:10",
        source="The Wire",
        url="https://x/1",
    )


@pytest.mark.parametrize(
    "source", ["---\nOne.\n---\nTwo.", "---\n- a\n---\n", "---\na: [\n---\nTwo.", "---\nno end: here\n"]
)
def test_what_only_looks_like_front_matter_stays_text(source: str) -> None:
    document = read_document(".md", source.encode())
    assert document.text != ""
    assert document.title is None


def test_front_matter_that_refers_to_itself_does_no_harm() -> None:
    bomb = "---\na: &a [x, x]\n" + "".join(
        f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefghijklmnopqrst", "bcdefghijklmnopqrstu", strict=True)
    )
    assert read_document(".md", f"{bomb}title: T\n---\nText.".encode()).title == "T"
