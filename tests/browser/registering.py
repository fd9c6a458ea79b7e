"""A registration, page by page, as somebody fills it in."""

from tests.browser.days import THIS_YEAR
from tests.browser.visitor import Visitor

SECRET = "夕焼けの坂道を歩く三毛猫"


async def join(visitor: Visitor, link: str, login_name: str) -> None:
    """Open the mailed link and choose how to sign in."""
    await visitor.opens(link)
    await visitor.writes("ログイン名", login_name)
    await visitor.writes("パスワード", SECRET)
    await visitor.presses("登録に進む")
    await visitor.presses("登録を始める")
    await visitor.sees("人材登録", "つの項目のうち")


async def say_who(visitor: Visitor, name: str, kana: str) -> None:
    """① and ②: name, birth date and how to be reached."""
    await visitor.follows("氏名と生年月日を入力する")
    await visitor.writes("氏名", name)
    await visitor.writes("フリガナ", kana)
    await visitor.dates("生年月日", 1988, 4, 1)
    await visitor.presses("保存して次へ")
    await visitor.sees("連絡先を教えてください")
    await visitor.writes("電話番号", "03-1234-0101")
    await visitor.presses("保存して次へ")
    await visitor.sees("これまでの仕事を教えてください")


async def tell_a_career(visitor: Visitor) -> None:
    """④ One job."""
    await visitor.follows("職歴を追加する")
    await visitor.writes("勤め先や団体", "かもめ印刷株式会社")
    await visitor.writes("役割", "Web担当")
    await visitor.dates("始めた年月", 2019, 4)
    await visitor.writes(
        "したこと", "市役所のホームページの更新を担当し、CMSで記事を公開する流れを整えた。"
    )
    await visitor.presses("保存する")
    await visitor.sees("かもめ印刷株式会社")


async def name_a_skill(visitor: Visitor, evidence: str) -> None:
    """③ One skill and what speaks for it: the job told before, or a work at school."""
    await visitor.sees("どの分野が得意ですか")
    await visitor.presses("保存して次へ")
    await visitor.follows("スキルを追加する")
    await visitor.writes("スキル", "電子契約")
    await visitor.chooses("一人でできる", within="どれくらいできますか")
    await visitor.writes("経験した年数", "3")
    await visitor.chooses(evidence, within="どこで身につけ、使いましたか")
    if evidence == "仕事":
        await visitor.picks("どの職歴ですか", "かもめ印刷株式会社 Web担当")
    else:
        await visitor.writes("どんなことをしましたか", "研究室のホームページを作り直した。")
    await visitor.presses("保存する")
    await visitor.sees("電子契約", "一人でできる")
    await visitor.presses("保存して次へ")
    await visitor.sees("公共分野の経験はありますか")


async def tell_the_rest(visitor: Visitor) -> None:
    """⑤ to ⑦ and the questions: from public experience to the employer."""
    await visitor.chooses("経験はない", within="経験の種類")
    await visitor.presses("保存して次へ")
    await visitor.sees("持っている資格を教えてください")
    await visitor.writes("資格の名前", "基本情報技術者")
    await visitor.presses("保存して次へ")
    await visitor.sees("いつ、どれくらい働けますか")
    await visitor.writes("週に働ける時間", "23時間15分")
    for half_day in ("月 午前", "火 午前", "水 午前", "木 午前", "金 午前", "水 夜", "土 午前"):
        await visitor.ticks(half_day)
    await visitor.dates("働き始められる月", THIS_YEAR, 1)
    await visitor.dates("いつまで働けますか", THIS_YEAR + 2, 3)
    await visitor.presses("保存して次へ")
    await visitor.sees("どこで、どんな仕事を希望しますか")
    await visitor.chooses("来庁が中心でもよい", within="働く場所")
    await visitor.unfolds("特別区")
    await visitor.ticks("東雲区")
    await visitor.chooses("会計年度任用職員", within="参加したい事業")
    await visitor.presses("保存して次へ")
    await visitor.sees("今のお勤め先を教えてください")
    await visitor.chooses("許可はいらない", within="お勤め先の副業の許可")
    await visitor.presses("保存して次へ")
    await visitor.sees("次の質問に答えてください")
    for question in await visitor.page.locator("main fieldset").all():
        await question.locator("label", has_text="はい").click()
    await visitor.presses("保存して次へ")


async def send(visitor: Visitor) -> None:
    """Check the answers, agree and send."""
    await visitor.sees("入力内容を確認してください")
    await visitor.ticks("登録審査のために、この内容を使うことに同意します。")
    await visitor.presses("登録を送信する")
