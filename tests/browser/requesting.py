"""Requests on their way: asked for in plain words, or made from an earlier one."""

from tests.browser.days import month
from tests.browser.visitor import Visitor


async def ask(officer: Visitor, title: str, trouble: str, hours: str) -> None:
    """Ask for hands-on support in plain words, take what is suggested, say when, and send."""
    await officer.opens("/needs/new")
    await officer.chooses("伴走型サポート", within="支援の種類")
    await officer.writes("困っていること", trouble)
    await officer.writes("件名", title)
    await officer.presses("保存して次へ")
    await officer.sees("書いた内容から、支援の候補を挙げました")
    await officer.presses("保存して次へ")
    await officer.sees("状況を、分かる範囲で教えてください")
    await officer.presses("保存して次へ")
    await say_when(officer, hours)
    await officer.presses("送信する")
    await officer.sees("受付待ち", title)


async def say_when(officer: Visitor, hours: str) -> None:
    """The period and the hours of a week."""
    await officer.sees("条件を教えてください")
    await officer.dates("始まりの月", *month(14))
    await officer.dates("終わりの月", *month(75))
    await officer.writes("1週間の時間", hours)
    await officer.presses("保存して次へ")


async def copy(
    officer: Visitor, earlier: str, title: str, public_title: str = "", **conditions: str
) -> None:
    """Copy the request *earlier* under a new *title*, with other *conditions*, and send it.

    A placement has a *public_title* for those who may want the work.
    """
    await officer.opens("/needs/all")
    await officer.follows(earlier)
    await officer.presses("写して新しい要請を作る")
    await officer.writes("件名", title)
    await officer.presses("保存して次へ")
    await officer.presses("保存して次へ")
    await officer.sees("状況を、分かる範囲で教えてください")
    await officer.presses("保存して次へ")
    await officer.sees("条件を教えてください")
    await officer.dates("始まりの月", *month(14))
    await officer.dates("終わりの月", *month(75))
    for label, text in conditions.items():
        await officer.writes(label, text)
    await officer.presses("保存して次へ")
    if public_title:
        await officer.sees("募集文と労働条件を入力してください")
        await officer.writes("募集の題名", public_title)
        await officer.presses("保存して次へ")
    await officer.sees("内容を確認してください")
    await officer.presses("送信する")
    await officer.sees("受付待ち", title)
