"""The world is consistent with its own guide: what the grades promise, the files keep."""

import re
from collections import Counter
from datetime import date

import pytest

from tests.matching.world import naive_gates
from tests.matching.world.loader import HERE, is_vague, load

CANDIDATE_FIELDS = {
    "ref", "name", "name_kana", "birth_date", "email", "tier", "headline", "free_text",
    "specialties", "skills", "career", "public_experience", "qualifications", "preferences",
    "affiliated_vendors",
}  # fmt: skip
NEED_FIELDS = {
    "ref", "title", "municipality", "municipality_code", "program", "current_issue",
    "desired_outcome", "category", "required_skills", "preferred_skills",
    "required_qualifications", "required_public_experience", "period", "hours_per_week", "slots",
    "location_code", "remote", "headcount", "vendor_conflicts",
}  # fmt: skip
OPTIONAL_NEED_FIELDS = {
    "appointment_type", "step", "roles", "tools", "network_model", "procurement_involved",
}  # fmt: skip
CATEGORIES = {
    "standardization", "tools_bpr", "service_counter", "data_use", "security",
    "online_procedures", "ai_rpa", "telework_network", "hr_development", "digital_divide",
    "public_relations_web", "other",
}  # fmt: skip
PROGRAMMES = {"hands_on", "outreach", "placement_special", "placement_fiscal", "training"}
TIER_OF_PROGRAMME = {"placement_special": "special", "placement_fiscal": "practical"}
GATE_OF_TRAP = {
    "conflict_variant": "conflict",
    "no_public_experience": "public_experience",
    "void_qualification": "qualification",
    "place": "place",
    "slots": "slots",
    "hours": "hours",
    "period": "period",
    "programme": "programme",
}
SOFT_TRAPS = {
    "keyword_stuffing", "list_everything", "copied_need_text", "homonym", "level_against_role",
    "out_of_domain_seniority",
}  # fmt: skip

WORLD = load()
CANDIDATES = {record["ref"]: record for record in WORLD["candidates"]}
NEEDS = {record["ref"]: record for record in WORLD["needs"]}
GRADES = WORLD["grades"]
SECOND = WORLD["second_grades"]
THIRD = WORLD["third_grades"]


def rows_of(name):
    return (HERE / name).read_text(encoding="utf-8").splitlines()[1:]


def has_right_check_digit(code):
    weighted = sum(
        int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=False)
    )
    return len(code) == 6 and (11 - weighted % 11) % 10 == int(code[5])


def share(pairs, wanted):
    return sum(1 for pair in pairs if wanted(pair)) / len(pairs)


def weighted_kappa(pairs):
    """Cohen's kappa with squared distances as weights: 1 - observed / expected disagreement."""
    count = len(pairs)
    observed = sum((first - second) ** 2 for first, second in pairs) / count
    firsts, seconds = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = (
        sum((a - b) ** 2 * firsts[a] * seconds[b] for a in firsts for b in seconds) / count**2
    )
    return 1 - observed / expected


def test_the_world_is_large_enough_and_a_third_of_its_needs_is_vague():
    vague = [need for need in NEEDS.values() if is_vague(need)]

    assert len(WORLD["candidates"]) == len(CANDIDATES) >= 160
    assert len(WORLD["needs"]) == len(NEEDS) >= 40
    assert len(vague) * 3 >= len(NEEDS)


def test_every_category_and_programme_is_asked_for():
    assert {need["category"] for need in NEEDS.values()} == CATEGORIES
    assert {need["program"] for need in NEEDS.values()} == PROGRAMMES


@pytest.mark.parametrize("candidate", WORLD["candidates"], ids=lambda record: record["ref"])
def test_a_candidate_has_the_fields_of_the_interchange_format(candidate):
    wishes = candidate["preferences"]

    assert set(candidate) == CANDIDATE_FIELDS
    assert candidate["tier"] in {"special", "practical"}
    assert candidate["email"].endswith("@example.jp")
    assert date.fromisoformat(candidate["birth_date"]).year < 2010
    assert set(candidate["specialties"]) <= CATEGORIES
    assert all(1 <= skill["level"] <= 5 and skill["years"] >= 0 for skill in candidate["skills"])
    assert all(entry["to"] is None or entry["from"] <= entry["to"] for entry in candidate["career"])
    assert wishes["from"] <= wishes["to"]
    assert wishes["remote"] in {"full", "hybrid", "onsite_ok"}
    assert set(wishes["programs"]) <= PROGRAMMES
    assert all(has_right_check_digit(code) for code in wishes["area_codes"])


@pytest.mark.parametrize("need", WORLD["needs"], ids=lambda record: record["ref"])
def test_a_need_has_the_fields_of_the_interchange_format(need):
    assert set(need) >= NEED_FIELDS
    assert set(need) <= NEED_FIELDS | OPTIONAL_NEED_FIELDS
    assert need["remote"] in {"full", "hybrid", "onsite"}
    assert need["period"]["from"] <= need["period"]["to"]
    assert need["headcount"] >= 1
    assert need["municipality_code"] is None
    assert has_right_check_digit(need["location_code"])


def test_no_two_people_share_a_name_or_a_self_description():
    names = Counter(candidate["name"] for candidate in CANDIDATES.values())
    texts = Counter(candidate["free_text"] for candidate in CANDIDATES.values())

    assert max(names.values()) == 1
    assert max(texts.values()) == 1


@pytest.mark.parametrize(
    "name", ["grades.csv", "second_grades.csv", "third_grades.csv", "traps.csv", "split.csv"]
)
def test_a_table_names_each_pair_once_and_only_known_records(name):
    keys = [tuple(row.split(",")[: 1 if name == "split.csv" else 2]) for row in rows_of(name)]

    assert len(set(keys)) == len(keys) > 0
    assert all(key[0] in NEEDS and all(ref in CANDIDATES for ref in key[1:]) for key in keys)


def test_grades_are_0_to_3_and_each_says_why():
    assert set(GRADES.values()) | set(SECOND.values()) <= {0, 1, 2, 3}
    assert all(note.strip() for note in WORLD["notes"].values())


@pytest.mark.parametrize("need_ref", NEEDS)
def test_a_need_has_suitable_people_and_near_misses(need_ref):
    grades = [grade for (need, _), grade in GRADES.items() if need == need_ref]

    assert 3 <= sum(grade >= 2 for grade in grades) <= 10
    assert 3 in grades
    assert 1 in grades


def test_graded_pairs_pass_the_hard_conditions():
    broken = {
        pair: failed
        for pair, grade in GRADES.items()
        if grade > 0 and (failed := naive_gates.failures(NEEDS[pair[0]], CANDIDATES[pair[1]]))
    }

    assert broken == {}


def test_grade_3_fits_hours_period_and_half_days_by_nine_tenths():
    shares = {
        (need_ref, ref): min(
            naive_gates.hours_share(NEEDS[need_ref], CANDIDATES[ref]["preferences"]),
            naive_gates.period_share(NEEDS[need_ref]["period"], CANDIDATES[ref]["preferences"]),
            naive_gates.slot_share(NEEDS[need_ref], CANDIDATES[ref]["preferences"]),
        )
        for (need_ref, ref), grade in GRADES.items()
        if grade == 3
    }

    assert {pair: value for pair, value in shares.items() if value < 0.9} == {}


def test_a_person_of_the_other_standing_is_1_at_most_in_a_post():
    too_high = [
        (need_ref, ref)
        for (need_ref, ref), grade in GRADES.items()
        if (tier := TIER_OF_PROGRAMME.get(NEEDS[need_ref]["program"]))
        and CANDIDATES[ref]["tier"] != tier
        and grade > 1
    ]

    assert too_high == []


def test_hard_traps_fail_exactly_their_condition_and_soft_ones_pass_with_grade_0():
    for (need_ref, ref), kind in WORLD["traps"].items():
        failed = naive_gates.failures(NEEDS[need_ref], CANDIDATES[ref])

        assert failed == ([GATE_OF_TRAP[kind]] if kind in GATE_OF_TRAP else []), (need_ref, ref)
        assert GRADES.get((need_ref, ref), 0) == 0


def test_there_is_a_trap_of_every_kind():
    assert set(WORLD["traps"].values()) == set(GATE_OF_TRAP) | SOFT_TRAPS


def test_the_halves_are_balanced_over_vague_needs_and_categories():
    kinds = Counter()
    for need_ref, half in WORLD["half"].items():
        sign = {"look": 1, "measure": -1}[half]
        kinds["all"] += sign
        kinds["vague"] += sign * is_vague(NEEDS[need_ref])
        kinds[NEEDS[need_ref]["category"]] += sign

    assert set(WORLD["half"]) == set(NEEDS)
    assert {kind: surplus for kind, surplus in kinds.items() if abs(surplus) > 1} == {}


def test_the_second_grading_is_large_enough():
    listed = [pair for pair in SECOND if pair in GRADES]

    assert len(listed) >= 0.25 * len(GRADES)
    assert len(SECOND) - len(listed) >= 100
    assert share(list(SECOND), lambda pair: GRADES.get(pair, 0) == 0) < 0.5


def test_the_guide_states_the_kappa_that_the_files_give():
    guide = (HERE / "GUIDE.md").read_text()
    stated = re.findall(r"(?:kappa, .*pairs.*|pairs only): \*\*(0\.\d{3})\*\*", guide)

    found = []
    for graded in (SECOND, THIRD):
        both = {pair: (GRADES.get(pair, 0), grade) for pair, grade in graded.items()}
        listed = [grades for pair, grades in both.items() if pair in GRADES]
        found += [weighted_kappa(list(both.values())), weighted_kappa(listed)]

    assert stated == [f"{kappa:.3f}" for kappa in found]


@pytest.mark.parametrize(
    "written",
    [
        "(株)トリデ・セキュリティ",
        "株式会社　トリデセキュリティ",
        "ﾄﾘﾃﾞ・ｾｷｭﾘﾃｨ㈱",
        "とりで・セキュリティ（株）",
    ],
)
def test_a_firm_is_recognised_however_it_is_written(written):
    plain = naive_gates.normalise_company("株式会社トリデ・セキュリティ")

    assert naive_gates.normalise_company(written) == plain


def test_a_firm_with_a_longer_name_is_another_firm():
    firm = naive_gates.normalise_company("株式会社みなも情報システム")

    assert naive_gates.normalise_company("みなも情報システムサービス株式会社") != firm


@pytest.mark.parametrize(
    ("held", "is_met"),
    [
        ("登録セキスペ", True),
        ("RISS", True),
        ("情報処理安全確保支援士（登録番号 第012345号）", True),
        ("情報セキュリティスペシャリスト試験合格", True),
        ("情報処理安全確保支援士（2023年登録消除・未更新）", False),
        ("情報処理安全確保支援士試験（2027年春 受験予定）", False),
        ("情報セキュリティマネジメント", False),
    ],
)
def test_a_qualification_is_held_under_its_other_names_unless_void(held, is_met):
    assert naive_gates.holds_all(["情報処理安全確保支援士"], [held]) is is_met
