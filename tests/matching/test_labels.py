import pytest

from matching.labels import Resolver, edit_distance, same_company
from matching.vocabulary import Qualification, Skill, Vocabulary

WORDS = Vocabulary(
    skills=(
        Skill("it", "情報技術"),
        Skill("kintone", "kintone", "it", synonyms=("キントーン",)),
        Skill("rpa", "RPA", "it", synonyms=("業務自動化", "・")),
        Skill("server", "サーバー構築", "it"),
        Skill("pm", "プロジェクト管理", "it", synonyms=("PM",)),
        Skill("product", "プロダクト管理", "it", synonyms=("PM",)),
        Skill("data1", "データ分析1級", "it"),
        Skill("gis", "統合型GIS", "it"),
    ),
    qualifications=(Qualification("riss", "情報処理安全確保支援士", ("登録セキスペ", "RISS")),),
)
RESOLVER = Resolver(WORDS)


@pytest.mark.parametrize(
    ("label", "code", "reason"),
    [
        ("ＲＰＡ", "rpa", "exact"),
        ("キントン", "kintone", "folded"),
        ("kintnoe", "kintone", "typo"),
        ("サーバ構築", "server", "folded"),
        ("RPAの経験", "rpa", "folded"),
        ("RPA（業務の自動化）", "rpa", "folded"),
        ("庁内のキントーン推進", "kintone", "unresolved"),
        ("統合型GIS更新", "gis", "contained"),
        ("PM", "pm", "ambiguous"),
        ("データ分析2級", "data1", "unresolved"),
        ("RPO", "rpa", "unresolved"),
        ("情報技術", "it", "unresolved"),
        ("", "", "unresolved"),
        ("まったく別のこと", "", "unresolved"),
    ],
)
def test_labels_are_resolved_with_the_reason(label: str, code: str, reason: str) -> None:
    resolution = RESOLVER.skill(label)

    assert resolution.reason == reason
    assert resolution.code == (None if reason == "unresolved" else code)
    assert 0 <= resolution.confidence <= 1


def test_an_ambiguous_label_names_all_it_could_be() -> None:
    assert RESOLVER.skill("PM").alternatives == ("product",)


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("登録セキスペ", "exact"),
        ("RISS（第012345号）", "folded"),
        ("情報処理安全確保支援士 合格", "folded"),
        ("登録セキスペ（失効）", "void"),
        ("情報処理安全確保支援士 取得予定", "void"),
        ("危険物取扱者", "unresolved"),
    ],
)
def test_a_qualification_that_is_not_held_is_not_resolved(label: str, reason: str) -> None:
    assert RESOLVER.qualification(label).reason == reason


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("株式会社みらい", "㈱ミライ", True),
        ("ミライ　㈱", "（株）みらい", True),
        ("Mirai Co., Ltd.", "ｍｉｒａｉ", True),
        ("みらい", "みらいサービス", False),
        ("", "株式会社", False),
    ],
)
def test_firms_are_the_same_whatever_their_form_and_never_their_daughters(
    left: str, right: str, same: bool
) -> None:
    assert same_company(left, right) is same


@pytest.mark.parametrize(
    ("left", "right", "limit", "distance"),
    [
        ("abc", "abc", 2, 0),
        ("abc", "acb", 2, 1),
        ("abc", "abd", 2, 1),
        ("abc", "abcd", 2, 1),
        ("abc", "xyz", 1, 2),
        ("a", "abcd", 2, 3),
        ("abcdef", "badcfe", 2, 3),
    ],
)
def test_distance_counts_up_to_its_limit(left: str, right: str, limit: int, distance: int) -> None:
    assert edit_distance(left, right, limit) == distance


def test_a_typo_equally_near_two_skills_is_not_guessed() -> None:
    words = Vocabulary(
        skills=(Skill("h", "見出し"), Skill("a", "abcdx", "h"), Skill("b", "abcdy", "h"))
    )

    assert Resolver(words).skill("abcdz").code is None
