"""Who the makers' people are when a test does not say: nobody else's words contain these."""

from datetime import date

NAME = "架空 鸑鷟子"
KANA = "カクウ ガクサクコ"
EMAIL = "gakusakuko@example.jp"
PHONE = "070-0918-2736"
BORN_ON = date(1958, 2, 27)

# What gives one of them away, however it is put together: also the hard name of
# `tests.makers.identity`, and the record of `tests.makers.candidates`.
MARKS = (
    *("葛󠄀子", "𠮷郎", "カミヤマ", "kamiyama"),
    *("鸑鷟", "ガクサク", "gakusaku", "0918-2736", "09182736", "1958-02-27", "1958年2月27日"),
)
