"""The words that tell running text from the furniture of a page, in the languages of most news sites."""

from __future__ import annotations

from pathlib import Path

from index.language.word_lists import read_words

# Function words make up a third to a half of running text and almost nothing of menus and link lists.
_FUNCTION_WORDS = read_words(Path(__file__).with_name("function_words.txt"))

# Each group is furniture that shows by its words; a word belongs to one group.
CUES: dict[str, str] = {
    "share": "facebook twitter whatsapp pinterest linkedin reddit flipboard pocket tumblr telegram messenger"
    " share shared shares sharing tweet tweets copy link print email mail sms instagram tiktok snapchat"
    " teilen partager compartir condividi поделиться follow following followers",
    "account": "subscribe subscribed subscriber subscribers subscription newsletter newsletters sign signup login log"
    " register registered account password inbox logout unsubscribe abonnieren anmelden подписаться подписка"
    " suscribirse invalid enter submit",
    "privacy": "cookie cookies privacy consent gdpr policy policies terms conditions preferences datenschutz impressum"
    " confidentialité privacidad accessibility disclaimer agb",
    "copyright": "copyright copyrights rights reserved trademark licensed llc inc ltd gmbh",
    "credit": "getty reuters ap afp epa pa images image photo photos photograph photographs photographer"
    " picture pictures pic credit credits courtesy shutterstock alamy istock istockphoto flickr wikimedia unsplash"
    " pexels screenshot illustration caption file handout foto photographie фото bild dpa imago",
    "byline": "written posted published updated author editor reporter correspondent staff writer byline contributor"
    " modified edited publié опубликовано veröffentlicht",
    "time": "january february march april june july august september october november december jan feb mar apr jun"
    " jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday pm ago hours hour"
    " minutes min mins days day week weeks months month yesterday today edt est gmt utc bst pst pdt cet",
    "comment": "comment comments commented commenting reply replies respond responses like likes upvote points report"
    " flag thread moderated discussion disqus kommentare commentaires комментарии permalink",
    "related": "related read next previous trending popular latest recommended recommendations story stories"
    " topic topics tags tag filed category categories watch see viewed headlines features top featured picks"
    " explore continue mehr lire leer читайте",
    "navigation": "home contact menu search skip content main sections section site sitemap careers jobs advertise"
    " help faq faqs back close toggle show load shop store apps app download rss feed archive archives"
    " events weather news sport sports politics business entertainment lifestyle world opinion video videos podcasts"
    " photos galleries startseite accueil главная",
    "advertising": "advertisement advertisements ad ads advertising sponsored promoted promotion adchoices anzeige"
    " publicité реклама affiliate commission",
    "player": "play playback pause mute duration volume unsupported icon player loaded subtitles fullscreen",
}

# A page speaks to its reader, an article seldom does.
READER = frozenset(
    (
        *("you", "your", "we", "our", "us", "sie", "ihre", "ihr", "wir", "unsere", "vous", "votre", "nos", "notre"),
        *("usted", "su", "tu", "voi", "vostro", "u", "uw", "вы", "ваш", "мы", "нас", "наш"),
    )
)


def _groups() -> dict[str, int]:
    table = dict.fromkeys(_FUNCTION_WORDS, 0)
    for number, words in enumerate(CUES.values(), start=1):
        for word in words.split():
            table.setdefault(word, number)
    return table


# Word to group: 0 a function word, from 1 on the cues in their order.
GROUPS: dict[str, int] = _groups()
