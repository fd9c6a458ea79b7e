"""The reference files hold together: counts, unique names, references, check digits."""

import csv
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from itertools import pairwise
from typing import Any

import jpholiday
import pytest

TAXONOMY = files("talentpool.taxonomy").joinpath("data")
PROGRAMMES = files("talentpool.programmes").joinpath("data")
TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
ENABLED = {"hands_on", "consultation", "placement_special", "placement_fiscal", "training"}
REASON_GROUPS = {
    "approved", "held", "not_referred", "not_selected", "declined", "unfilled", "need_declined",
    "screening_hold", "screening_decline", "candidate_pause", "opening_not_now",
}  # fmt: skip


def lines(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(TAXONOMY.joinpath(name).read_text("utf-8").splitlines()))


def tables(name: str, folder: Any = TAXONOMY) -> list[dict[str, Any]]:
    (rows,) = tomllib.loads(folder.joinpath(name).read_text("utf-8")).values()
    return list(rows)


def codes(rows: Iterable[dict[str, Any]]) -> set[str]:
    return {row["code"] for row in rows}


def key(label: str) -> str:
    """What is the same label under any folding that a reader of the files may choose."""
    folded = unicodedata.normalize("NFKC", label).casefold().translate(TO_KATAKANA)
    return "".join(
        character
        for character in folded
        if character in "+#." or (unicodedata.category(character)[0] in "LN" and character != "ー")
    )


def phrase_key(phrase: str) -> str:
    parts = (unicodedata.normalize("NFKC", part).casefold() for part in phrase.split("…"))
    return "…".join(re.sub(r"\s", "", part) for part in parts)


def twice(values: Iterable[Any]) -> list[Any]:
    return [value for value, count in Counter(values).items() if count > 1]


def says(phrase: str, text: str) -> bool:
    gap = r"[^。！？!?\n]{0,12}"
    return re.search(gap.join(map(re.escape, phrase_key(phrase).split("…"))), text) is not None


def told(text: str) -> set[str]:
    plain = re.sub(r"[ \t　]", "", unicodedata.normalize("NFKC", text).casefold())
    return {c["code"] for c in CONCEPTS if any(says(phrase, plain) for phrase in c["phrases"])}


SKILLS = lines("skills.csv")
SYNONYMS = lines("synonyms.csv")
CONCEPTS = tables("concepts.toml")
QUALIFICATIONS = tables("qualifications.toml")
CLAIMABLE = {skill["code"] for skill in SKILLS if skill["parent"]}
TABLES = {
    "category": tables("categories.toml"),
    "menu": tables("menus.toml"),
    "business": tables("businesses.toml"),
    "step": tables("steps.toml"),
    "role": tables("roles.toml"),
    "appointment_type": tables("appointment_types.toml"),
    "source": tables("sources.toml"),
}
REASONS = tables("reason_codes.toml")
HOLIDAYS = lines("holidays.csv")
PROGRAMME_ROWS = tables("programmes.toml", PROGRAMMES)
TARGET_GROUPS = tables("target_groups.toml", PROGRAMMES)
RULES = tables("rules.toml", PROGRAMMES)


# ------------------------------------------------------------------ how much there is


@pytest.mark.parametrize(
    ("found", "least"),
    [
        (len(CLAIMABLE), 200),
        (len(SYNONYMS), 900),
        (len(CONCEPTS), 200),
        (sum(len(concept["phrases"]) for concept in CONCEPTS), 1500),
        (len(QUALIFICATIONS), 100),
        (len(lines("tools.csv")), 50),
        (len(lines("titles.csv")), 60),
        (len(lines("related.csv")), 100),
    ],
)
def test_there_is_enough_of_it(found: int, least: int) -> None:
    assert found >= least


@pytest.mark.parametrize(
    ("kind", "count"),
    [("category", 12), ("menu", 6), ("business", 20), ("step", 17), ("appointment_type", 8)],
)
def test_closed_lists_are_complete(kind: str, count: int) -> None:
    assert len(TABLES[kind]) == count


def test_orders_count_from_one() -> None:
    for kind in ("business", "step"):
        assert [row["order"] for row in TABLES[kind]] == list(range(1, len(TABLES[kind]) + 1))


def test_the_skill_standard_has_five_types_and_fifteen_roles() -> None:
    standard = [role for role in TABLES["role"] if role["framework"] == "dss"]

    assert len([role for role in standard if "parent" not in role]) == 5
    assert len([role for role in standard if "parent" in role]) == 15
    assert not any(role["verified"] for role in standard)


# ------------------------------------------------------------------ unique and well-formed


@pytest.mark.parametrize(
    "rows",
    [SKILLS, CONCEPTS, QUALIFICATIONS, lines("tools.csv"), *TABLES.values()],
    ids=["skill", "concept", "qualification", "tool", *TABLES],
)
def test_codes_are_unique_snake_case(rows: list[dict[str, Any]]) -> None:
    found = [row["code"] for row in rows]

    assert twice(found) == []
    assert [code for code in found if not re.fullmatch(r"[a-z][a-z0-9_]*", code)] == []


def test_no_cell_has_stray_space_or_control_characters() -> None:
    cells = [
        (name, cell)
        for name in ("skills.csv", "synonyms.csv", "related.csv", "titles.csv", "tools.csv")
        for line in lines(name)
        for cell in line.values()
    ]

    odd = [
        (name, cell)
        for name, cell in cells
        if cell is None
        or cell != cell.strip()
        or any(unicodedata.category(character) in ("Cc", "Cf") for character in cell)
    ]
    assert odd == []


def test_no_word_stands_for_two_skills_unless_it_is_listed_as_ambiguous() -> None:
    meant: dict[str, set[str]] = defaultdict(set)
    for skill in SKILLS:
        if skill["parent"]:
            for name in (skill["name_ja"], skill["name_en"]):
                meant[key(name)].add(skill["code"])
    for synonym in SYNONYMS:
        meant[key(synonym["synonym"])].add(synonym["skill"])

    listed = {key(row["synonym"]) for row in lines("ambiguous.csv")}
    assert {word for word, skills in meant.items() if len(skills) > 1} == listed


def test_a_synonym_is_written_once_and_leaves_something_to_compare() -> None:
    pairs = [(row["skill"], row["synonym"]) for row in SYNONYMS]
    in_text = [row["synonym"] for row in SYNONYMS if row["scope"] != "label"]

    assert twice(pairs) == []
    assert [pair for pair in pairs if not key(pair[1])] == []
    assert [synonym for synonym in in_text if len(key(synonym)) < 2] == []
    assert {row["scope"] for row in SYNONYMS} == {"", "label"}


def test_a_qualification_is_found_by_one_name_only() -> None:
    names = [
        (key(name), held["code"])
        for held in QUALIFICATIONS
        for name in {held["name"], held["name_en"], *held["also"]}
    ]
    meant: dict[str, set[str]] = defaultdict(set)
    for name, code in names:
        meant[name].add(code)

    assert {name: found for name, found in meant.items() if len(found) > 1} == {}


def test_a_phrase_belongs_to_one_concept() -> None:
    phrases = [phrase_key(phrase) for concept in CONCEPTS for phrase in concept["phrases"]]

    assert twice(phrases) == []


def test_a_phrase_says_enough() -> None:
    short = [
        phrase
        for concept in CONCEPTS
        for phrase in concept["phrases"]
        if len(phrase.replace("…", "")) < 2 or phrase.startswith("…") or phrase.endswith("…")
    ]

    assert short == []
    assert [concept["code"] for concept in CONCEPTS if len(concept["phrases"]) < 3] == []


def test_concepts_have_distinct_labels_and_a_note() -> None:
    assert twice(concept["label"] for concept in CONCEPTS) == []
    assert [concept["code"] for concept in CONCEPTS if not concept["note"].endswith("。")] == []


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


# ------------------------------------------------------------------ bodies and days


def check_digit(code: str) -> int:
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=False))
    return (11 - total % 11) % 10


@pytest.mark.parametrize("name", ["municipalities.csv", "municipalities_demo.csv"])
def test_codes_of_bodies_carry_their_check_digit(name: str) -> None:
    found = [row["code"] for row in lines(name)]

    assert twice(found) == []
    assert [code for code in found if int(code[5]) != check_digit(code)] == []


def test_all_municipalities_of_tokyo_are_there() -> None:
    kinds = Counter(row["kind"] for row in lines("municipalities.csv"))

    assert kinds["special_ward"] == 23
    assert kinds["city"] == 26
    assert kinds["town"] + kinds["village"] == 13
    assert kinds["prefecture"] == kinds["institute"] == 1


def test_names_of_bodies_have_full_width_kana() -> None:
    rows = [*lines("municipalities.csv"), *lines("municipalities_demo.csv")]

    assert [row["name"] for row in rows if not re.fullmatch(r"[ァ-ヶー]+", row["kana"])] == []


def test_invented_bodies_have_codes_and_names_of_their_own() -> None:
    invented = lines("municipalities_demo.csv")
    real = lines("municipalities.csv")

    assert len(invented) == 8
    assert all(row["code"].startswith("139") for row in invented)
    assert {row["name"] for row in invented} & {row["name"] for row in real} == set()
    assert {row["network_model"] for row in invented} == {
        "alpha",
        "alpha_dash",
        "beta",
        "beta_dash",
    }


def test_holidays_are_those_of_the_calendar() -> None:
    days = [date.fromisoformat(row["date"]) for row in HOLIDAYS]

    assert days == [day for year in range(2025, 2029) for day, _ in jpholiday.year_holidays(year)]


# ------------------------------------------------------------------ programmes, reasons, rules


def test_five_programmes_can_be_asked_for() -> None:
    enabled = {row["key"]: row for row in PROGRAMME_ROWS if row["enabled"]}

    assert set(enabled) == ENABLED
    assert len(PROGRAMME_ROWS) == 13
    assert {row["flow"] for key, row in enabled.items() if key.startswith("placement")} == {
        "placement"
    }
    assert all(row["asks"] for row in enabled.values())


def test_target_groups_have_their_first_years_targets() -> None:
    targets = {row["symbol"]: row["first_year_target"] for row in TARGET_GROUPS}

    assert targets == {"①": 10, "②": 30}


def test_reasons_are_unique_within_group_and_flow() -> None:
    keys = [(row["group"], row["code"], row.get("flow")) for row in REASONS]

    assert twice(keys) == []
    assert {row["group"] for row in REASONS} == REASON_GROUPS


def test_an_opening_is_declined_for_a_statutory_reason_only() -> None:
    grounds = [row for row in REASONS if row["group"] == "need_declined"]
    (rule,) = [row for row in RULES if row["code"] == "opening_decline_grounds"]

    statutory = [row["code"] for row in grounds if row.get("flow") == "placement"]
    assert statutory == rule["value"]["reasons"]
    assert all(row.get("statutory") for row in grounds if row.get("flow") == "placement")
    assert not any(row.get("statutory") for row in grounds if row.get("flow") == "dispatch")


def test_every_appointment_type_says_whether_it_is_placement() -> None:
    said = [
        code for row in RULES if row["code"] == "statutory_placement" for code in row["applies_to"]
    ]

    assert sorted(said) == sorted(codes(TABLES["appointment_type"]))


def test_a_rule_never_has_two_answers_on_one_day() -> None:
    periods: dict[tuple[str, str], list[tuple[date, date]]] = defaultdict(list)
    for rule in RULES:
        period = (rule.get("valid_from", date.min), rule.get("valid_to", date.max))
        for scope in rule["applies_to"] or ["everything"]:
            periods[rule["code"], scope].append(period)

    for found in periods.values():
        found.sort()
        assert all(end < start for (_, end), (start, _) in pairwise(found))


def test_no_estimate_outlives_the_special_allocation_tax() -> None:
    ends = [row["valid_to"] for row in RULES if row["code"] == "special_allocation_tax"]

    assert max(ends) == date(2026, 3, 31)
