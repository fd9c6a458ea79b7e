"""A request made from an earlier one, as officers do every year."""

from tests.browser.visitor import Visitor


async def copy(officer: Visitor, earlier: str, title: str, **conditions: str) -> None:
    """Copy the request *earlier* under a new *title*, with other *conditions*, and send it."""
    await officer.opens("/needs/all")
    await officer.follows(earlier)
    await officer.presses("写して新しい要請を作る")
    await officer.writes("件名", title)
    await officer.presses("保存して次へ")
    await officer.presses("保存して次へ")
    await officer.sees("状況を、分かる範囲で教えてください")
    await officer.presses("保存して次へ")
    await officer.sees("条件を教えてください")
    for label, text in conditions.items():
        await officer.writes(label, text)
    while not await officer.page.get_by_role("heading", name="内容を確認してください").count():
        await officer.presses("保存して次へ")
    await officer.presses("送信する")
    await officer.sees("受付待ち", title)
