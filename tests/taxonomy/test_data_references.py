"""Reference data: what it refers to is there, and the concept map reaches all."""

from collections import Counter
from typing import Any

import pytest

from tests.taxonomy.data_files import (
    CLAIMABLE,
    CONCEPTS,
    HOLIDAYS,
    PROGRAMME_ROWS,
    QUALIFICATIONS,
    RULES,
    SKILLS,
    SYNONYMS,
    TABLES,
    TARGET_GROUPS,
    codes,
    lines,
    told,
)

# ------------------------------------------------------------------ references


def test_the_skill_tree_has_three_levels_and_no_loop() -> None:
    parent = {skill["code"]: skill["parent"] for skill in SKILLS}

    def depth(code: str) -> int:
        steps = 1
        while code := parent[code]:
            steps += 1
            assert steps < 9, code
        return steps

    assert max(map(depth, parent)) >= 3


@pytest.mark.parametrize(
    ("used", "known"),
    [
        ({row["skill"] for row in SYNONYMS}, CLAIMABLE),
        ({row["skill"] for row in lines("tools.csv")}, CLAIMABLE),
        ({row[end] for row in lines("related.csv") for end in ("skill", "other")}, CLAIMABLE),
        ({code for row in CONCEPTS for code in row["skills"]}, CLAIMABLE),
        ({code for row in QUALIFICATIONS for code in row["skills"]}, CLAIMABLE),
        (
            {
                code
                for row in QUALIFICATIONS
                for code in [*row["equivalents"], *row.get("covers", [])]
            },
            codes(QUALIFICATIONS),
        ),
        ({code for row in CONCEPTS for code in row["categories"]}, codes(TABLES["category"])),
        ({code for row in CONCEPTS for code in row["menus"]}, codes(TABLES["menu"])),
        ({code for row in CONCEPTS for code in row["businesses"]}, codes(TABLES["business"])),
        ({code for row in CONCEPTS for code in row["steps"]}, codes(TABLES["step"])),
        ({code for row in CONCEPTS for code in row["roles"]}, codes(TABLES["role"])),
        ({row["menu"] for row in TABLES["category"] if "menu" in row}, codes(TABLES["menu"])),
        ({row["parent"] for row in TABLES["role"] if "parent" in row}, codes(TABLES["role"])),
        (
            {code for row in PROGRAMME_ROWS for code in row.get("appointment_types", [])},
            codes(TABLES["appointment_type"]),
        ),
        ({row["programme"] for row in TARGET_GROUPS}, {row["key"] for row in PROGRAMME_ROWS}),
    ],
)
def test_every_reference_resolves(used: set[str], known: set[str]) -> None:
    assert used
    assert used - known == set()


def test_every_source_is_named_in_the_list_of_sources() -> None:
    rows: list[dict[str, Any]] = [
        *lines("municipalities.csv"), *lines("municipalities_demo.csv"), *HOLIDAYS,
        *QUALIFICATIONS, *TABLES["menu"], *TABLES["business"], *TABLES["step"], *TABLES["role"],
        *TABLES["appointment_type"], *PROGRAMME_ROWS, *TARGET_GROUPS, *RULES,
    ]  # fmt: skip

    assert {row["source"] for row in rows} - codes(TABLES["source"]) == set()


def test_equivalence_holds_both_ways() -> None:
    pairs = {(row["code"], other) for row in QUALIFICATIONS for other in row["equivalents"]}

    assert pairs
    assert {(other, code) for code, other in pairs} == pairs


def test_weights_lie_between_nothing_and_one() -> None:
    weights = [
        weight
        for row in [*CONCEPTS, *QUALIFICATIONS]
        for weight in [*row["skills"].values(), *row.get("categories", {}).values()]
    ]
    weights += [float(row["weight"]) for row in lines("related.csv")]

    assert [weight for weight in weights if not 0 < weight <= 1] == []


# ------------------------------------------------------------------ the concept map reaches all


@pytest.mark.parametrize(
    ("kind", "field"),
    [("category", "categories"), ("menu", "menus"), ("business", "businesses"), ("step", "steps")],
)
def test_everything_is_reached_by_some_concept(kind: str, field: str) -> None:
    reached = {code for concept in CONCEPTS for code in concept[field]}

    assert codes(TABLES[kind]) - reached == set()


def test_a_category_is_the_main_matter_of_several_concepts() -> None:
    leading = Counter(
        category
        for concept in CONCEPTS
        for category, weight in concept["categories"].items()
        if weight == max(concept["categories"].values())
    )

    assert min(leading[code] for code in codes(TABLES["category"])) >= 7


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("窓口が混む", "counter_congestion"),
        ("申請の内容はすべて紙の台帳で管理している", "paper_ledger"),
        ("ベンダー言いなりで、見積が妥当か分からない", "vendor_puppet"),
        ("担当が1名で兼務しており、手が回らない", "hr_solo"),
        ("担当が１名で兼務", "hr_solo"),
        ("RPAのシナリオが属人化", "ai_rpa_personalised"),
        ("待ち時間を減らしたい", "counter_congestion"),
        ("電話が鳴りやまず、仕事が進まない", "onl_inquiry"),
        ("前任者が異動してだれも直せない", "personalised"),
        ("職員が夜遅くまで残って転記している", "double_entry"),
        ("高齢の住民がスマホを使えない", "div_smartphone"),
        ("議事録の作成に半日かかる", "ai_minutes"),
        ("見積りが妥当かわからない", "estimate_doubt"),
        ("監査で指摘を受けた", "sec_audit"),
        ("研修をしても使われない", "hr_training_noeffect"),
        ("データはあるが活用できていない", "dat_unused"),
        ("テレワークが進まない", "net_telework"),
        ("国の期限に間に合わない", "dx_deadline"),
        ("ホームページの更新が止まっている", "web_stale"),
        ("集会所の空きは管理人に電話で確かめる", "onl_facility"),
        ("何から手を付ければよいのか", "dx_where"),
        ("三層分離のため端末を使い分けている", "net_three_layer"),
        ("標準仕様書との比較分析が途中", "std_fit_gap"),
        ("CSIRTは未設置", "sec_no_csirt"),
    ],
)
def test_what_officers_say_is_understood(text: str, concept: str) -> None:
    assert concept in told(text)


def test_a_text_about_nothing_known_tells_nothing() -> None:
    assert told("本日は晴天なり。よろしくお願いいたします。") == set()
