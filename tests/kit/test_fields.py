"""Fields: anything unambiguous is taken, the rest is refused by a code that says why."""

from datetime import date

import pytest

from talentpool.kit.forms import parse
from tests.kit.forms import Everything, Remote, codes, sent


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("kana", "ささき　はるか", "ササキ ハルカ"),
        ("kana", "ｻｻｷ ﾊﾙｶ", "ササキ ハルカ"),
        ("email", "Haruka@ＥＸＡＭＰＬＥ.jp", "Haruka@example.jp"),
        ("phone", "０３−１２３４−５６７８", "+81312345678"),
        ("phone", "+81 90 1234 5678", "+819012345678"),
        ("phone", "03ー1234ー5678", "+81312345678"),
        ("postal", "〒１００－０００１", "1000001"),
        ("postal", "100 0001", "1000001"),
        ("url", "EXAMPLE.jp/A", "https://example.jp/A"),
        ("day", "1990-04-01", date(1990, 4, 1)),
        ("day", "１９９０/４/１", date(1990, 4, 1)),
        ("day", "1990年4月1日", date(1990, 4, 1)),
        ("day", "19900401", date(1990, 4, 1)),
        ("day", "平成2年4月1日", date(1990, 4, 1)),
        ("day", "H2.4.1", date(1990, 4, 1)),
        ("day", "令和元年5月1日", date(2019, 5, 1)),
        ("day", "㋿1年5月1日", date(2019, 5, 1)),
        ("day", "昭和64年1月7日", date(1989, 1, 7)),
        ("month", "2026-11", "2026-11"),
        ("month", "2026年11月", "2026-11"),
        ("month", "令和8年11月", "2026-11"),
        ("month", "202611", "2026-11"),
        ("pay", "４５，０００円", 45_000),
        ("pay", "4.5万円", 45_000),
        ("pay", "1億2000万", 120_000_000),
        ("hours", "7.75", 465),
        ("hours", "7:45", 465),
        ("hours", "７時間４５分", 465),
        ("hours", "7時間半", 450),
        ("hours", "週7.5時間", 450),
        ("hours", "45分", 45),
        ("number", "１，２００", 1200),
        ("number", "−3", -3),
        ("ratio", "1.5", 1.5),
        ("remote", "onsite", Remote.ONSITE),
        ("secret", "  two blanks ", "  two blanks "),
        ("text", "一\r\n二", "一\n二"),
        ("name", "\ufa19\U000e0100", "\ufa19\U000e0100"),
    ],
)
def test_what_is_unambiguous_is_taken(field, typed, value):
    assert getattr(parse(Everything, sent((field, typed))), field) == value


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("name", "六文字の名前", "too_long"),
        ("name", "a\x00", "bad_characters"),
        ("text", "a\u202e", "bad_characters"),
        ("kana", "haruka", "bad_kana"),
        ("email", "haruka", "bad_email"),
        ("email", "はるか@example.jp", "bad_email"),
        ("phone", "12", "bad_phone"),
        ("postal", "100-001", "bad_postal_code"),
        ("url", "javascript:alert(1)", "bad_url"),
        ("day", "1990-02-30", "bad_date"),
        ("day", "明日", "bad_date"),
        ("day", "90/4/1", "bad_date"),
        ("day", "昭和65年1月1日", "bad_era"),
        ("month", "2026-13", "bad_month"),
        ("month", "2026-11-24", "bad_month"),
        ("pay", "いくらでも", "bad_money"),
        ("pay", "4.55555万", "bad_money"),
        ("hours", "0", "out_of_range"),
        ("hours", "90", "out_of_range"),
        ("hours", "たくさん", "bad_hours"),
        ("hours", "9" * 400, "bad_hours"),
        ("hours", "9" * 400 + ":00", "bad_hours"),
        ("pay", "9" * 400, "bad_money"),
        ("number", "1.5", "bad_whole"),
        ("number", "二", "bad_whole"),
        ("ratio", "1e5", "bad_number"),
        ("remote", "moon", "bad_choice"),
    ],
)
def test_what_is_not_is_refused_beside_its_field(field, typed, code):
    assert codes(Everything, sent((field, typed))) == {field: code}
