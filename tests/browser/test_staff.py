"""Those who run the service: invited by mail, signed in by a printed code, examined, succeeded."""

from tests.browser.registering import SECRET
from tests.browser.visitor import Visitor


async def test_a_coordinator_is_invited_signs_in_by_a_printed_code_and_hands_over(arrive, mailbox):
    administrator = await arrive("坂東 学")
    await _invite(administrator, "コーディネーター", "渡会 空", "watarai@example.jp")
    newcomer = await arrive()
    codes = await _enrol(newcomer, await mailbox.link("watarai@example.jp"), "watarai")

    again = await arrive()
    await again.opens("/login")
    await again.writes("ログイン名", "watarai")
    await again.writes("パスワード", SECRET)
    await again.presses("ログインする")
    await again.sees("確認コードを入力してください")
    await again.writes("確認コード", "AAAA-BBBB-CCCC-DDDD")
    await again.presses("確認する")
    await again.sees("この確認コードは使えません。")
    await again.finds_nothing_amiss()
    await again.writes("確認コード", codes[0])
    await again.presses("確認する")
    await again.sees("候補審査")

    await again.unfolds("渡会 空")
    await again.follows("設定")
    await again.follows("後任に引き継ぐ")
    await again.chooses("岩瀬 航")
    await again.presses("引き継ぐ")
    await newcomer.waits_for("ログイン名", at="/review")


async def test_an_auditor_reads_who_did_what(arrive):
    auditor = await arrive("上村 玲子")

    await auditor.follows("操作の記録")
    await auditor.picks("立場", "コーディネーター")
    await auditor.presses("絞り込む")

    await auditor.sees("候補者を承認しました", "未判断 → 承認")
    await auditor.finds_nothing_amiss()


async def _invite(administrator: Visitor, role: str, name: str, email: str) -> None:
    await administrator.opens("/accounts")
    await administrator.chooses(role, within="役割")
    await administrator.writes("表示名", name)
    await administrator.writes("メールアドレス", email)
    await administrator.presses("招待を送る")
    await administrator.sees("招待を送りました。", name)


async def _enrol(newcomer: Visitor, link: str, login_name: str) -> list[str]:
    """Accept an invitation; the codes that are to be printed."""
    await newcomer.opens(link)
    await newcomer.writes("ログイン名", login_name)
    await newcomer.writes("パスワード", SECRET)
    await newcomer.presses("次へ")
    await newcomer.presses("コードを発行する")
    await newcomer.sees("今だけ表示しています")
    await newcomer.finds_nothing_amiss()
    codes = await newcomer.page.locator("main code").all_inner_texts()
    assert len(codes) == 10
    await newcomer.presses("保管しました。利用を始める")
    await newcomer.sees("候補審査")
    return codes
