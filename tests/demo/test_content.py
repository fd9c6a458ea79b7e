"""The demonstration's people, needs and past cases: in the format, invented, with their traps."""

import json
import re
from collections import Counter

import pytest

from talentpool.kit.readers import read_phone
from tests.demo.reading import (
    ACCOUNTS,
    CANDIDATES,
    CASES,
    DATA,
    DISPATCH,
    NEEDS,
    Row,
    lines,
    municipalities,
)


def words(text: str) -> set[str]:
    return set(text.split())


# Fields and values of the interchange format.
REQUIRED_OF_CANDIDATE = words(
    "ref name name_kana birth_date email tier headline free_text specialties skills career "
    "public_experience qualifications preferences affiliated_vendors"
)
OPTIONAL_OF_CANDIDATE = words(
    "phone kind target_group employer side_job_permission side_job_permission_until "
    "main_job_hours appointment_types min_pay onsite_days_per_month conditions_met conditions_unmet"
)
REQUIRED_OF_NEED = words(
    "ref title municipality municipality_code program current_issue desired_outcome category "
    "required_skills preferred_skills required_qualifications required_public_experience period "
    "hours_per_week slots location_code remote headcount vendor_conflicts"
)
OPTIONAL_OF_NEED = words(
    "requester_name section public_title public_text appointment_type terms budget network_model "
    "businesses step tools as_is to_be deliverables kpis legal_deadline onsite_days_per_month "
    "procurement_involved roles menus answers contact"
)
# Domain, section 8 (a): what an opening must say when it is filed.
TERMS = words(
    "duties duties_change_range term trial_period place place_change_range work_hours breaks "
    "days_off overtime pay pay_ordinance insurance renewal_criteria renewal_limit employer "
    "smoking_measures"
)
PROGRAMS = {"hands_on", "outreach", "placement_special", "placement_fiscal", "training"}
CATEGORIES = words(
    "standardization tools_bpr service_counter data_use security online_procedures ai_rpa "
    "telework_network hr_development digital_divide public_relations_web other"
)
PUBLIC_KINDS = words(
    "municipality_staff national_staff cio_adviser si_public public_corporation prefecture_staff "
    "fiscal_year_appointee none"
)
SLOTS = {
    f"{day}_{part}"
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    for part in ("am", "pm", "eve")
}


def is_month(text: str) -> bool:
    return re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", text) is not None


def check_digit(code: str) -> int:
    weighted = sum(
        int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=False)
    )
    return (11 - weighted % 11) % 10


def prose(need: Row) -> str:
    return json.dumps(need, ensure_ascii=False)


# ------------------------------------------------------------------ people


def test_about_sixty_people_of_every_kind_and_both_tiers() -> None:
    kinds = Counter(row.get("kind", "registered") for row in CANDIDATES.values())
    tiers = Counter(row["tier"] for row in CANDIDATES.values())

    assert len(lines("candidates.jsonl")) == len(CANDIDATES)
    assert 58 <= len(CANDIDATES) <= 66
    assert kinds["staff_expert"] >= 5
    assert kinds["metropolitan_staff"] >= 3
    assert kinds["registered"] >= 45
    assert min(tiers["special"], tiers["practical"]) >= 15


@pytest.mark.parametrize("ref", CANDIDATES)
def test_a_person_has_the_fields_of_the_interchange_format_and_no_others(ref: str) -> None:
    person = CANDIDATES[ref]
    wishes = person["preferences"]

    assert REQUIRED_OF_CANDIDATE <= set(person) <= REQUIRED_OF_CANDIDATE | OPTIONAL_OF_CANDIDATE
    assert set(wishes) == {
        "hours_per_week", "slots", "from", "to", "remote", "area_codes", "programs",
    }  # fmt: skip
    assert set(person["specialties"]) <= CATEGORIES
    assert set(person["public_experience"]["kinds"]) <= PUBLIC_KINDS
    assert set(wishes["slots"]) <= SLOTS
    assert set(wishes["programs"]) <= PROGRAMS
    assert wishes["remote"] in {"full", "hybrid", "onsite_ok"}
    assert is_month(wishes["from"])
    assert is_month(wishes["to"])
    assert all(1 <= skill["level"] <= 5 for skill in person["skills"])
    for entry in person["career"]:
        assert set(entry) == {"organization", "role", "from", "to", "public_sector", "description"}
        assert is_month(entry["from"])
        assert entry["to"] is None or entry["from"] <= entry["to"]


def test_nobody_can_be_reached_by_mail_or_phone() -> None:
    """No line in the 03 area begins with 1, so 03-1234 is nobody's."""
    mails = {row["email"] for row in CANDIDATES.values()}
    phones = {read_phone(row["phone"]) for row in CANDIDATES.values() if "phone" in row}

    assert len(mails) == len(CANDIDATES)
    assert all(mail.endswith("@example.jp") for mail in mails)
    assert all(phone.startswith("+8131234") for phone in phones)


def test_names_are_as_hard_as_in_life() -> None:
    names = [row["name"] for row in CANDIDATES.values()]
    everything = "".join(names)

    assert [name for name, times in Counter(names).items() if times > 1] == ["佐藤 美咲"]
    assert {"髙", "﨑", "𠮷", "德", "瀨", "神", "\U000e0100"} <= set(everything)
    assert any(re.search("[A-Za-z]", name) for name in names)
    assert any(row["career"] == [] and "学生" in row["headline"] for row in CANDIDATES.values())


def test_the_traps_are_there() -> None:
    """Each must never be among the first three of a list."""
    stuffed, lister, boaster, sleepless = (CANDIDATES[r] for r in ("C-21", "C-59", "C-60", "C-52"))

    assert stuffed["free_text"].count("セキュリティポリシー") >= 3
    assert len(lister["skills"]) >= 30
    assert {skill["level"] for skill in lister["skills"]} == {5}
    assert {"level": 5, "years": 2}.items() <= boaster["skills"][0].items()
    assert sleepless["preferences"]["hours_per_week"] == 40
    assert sleepless["preferences"]["slots"] == ["sun_eve"]


def test_the_vendor_trap_has_a_gate_a_check_and_a_namesake() -> None:
    vendors = {vendor for need in NEEDS.values() for vendor in need["vendor_conflicts"]}
    declared = {vendor for row in CANDIDATES.values() for vendor in row["affiliated_vendors"]}

    assert {"株式会社トキワネ情報", "㈱トキワネ情報"} <= vendors
    assert {"(株)トキワネ情報", "株式会社トキワネ情報サービス"} <= declared
    assert CANDIDATES["C-40"]["affiliated_vendors"] == []
    assert "㈱ﾄｷﾜﾈ情報" in {entry["organization"] for entry in CANDIDATES["C-40"]["career"]}


# ------------------------------------------------------------------ needs


def test_about_twenty_five_needs_of_all_five_programmes_and_eight_towns() -> None:
    programs = Counter(need["program"] for need in NEEDS.values())

    assert len(lines("needs.jsonl")) == len(NEEDS) == 25
    assert set(programs) == PROGRAMS
    assert min(programs.values()) >= 3
    assert len({need["municipality_code"] for need in NEEDS.values()}) == 8


def test_a_third_of_the_needs_names_no_skill() -> None:
    vague = [need for need in NEEDS.values() if not need["required_skills"]]

    assert 8 <= len(vague) <= 10
    assert all(not need["preferred_skills"] for need in vague)
    assert len({need["program"] for need in vague}) == 5


@pytest.mark.parametrize("ref", NEEDS)
def test_a_need_has_the_fields_of_the_interchange_format_and_no_others(ref: str) -> None:
    need = NEEDS[ref]

    assert REQUIRED_OF_NEED <= set(need) <= REQUIRED_OF_NEED | OPTIONAL_OF_NEED
    assert need["category"] in CATEGORIES
    assert need["remote"] in {"full", "hybrid", "onsite"}
    assert set(need["slots"]) <= SLOTS
    assert is_month(need["period"]["from"])
    assert need["period"]["from"] <= need["period"]["to"]
    assert need["hours_per_week"] > 0
    assert need["headcount"] >= 1


@pytest.mark.parametrize("ref", NEEDS)
def test_only_openings_carry_terms_and_a_text_of_their_own(ref: str) -> None:
    need = NEEDS[ref]
    is_opening = need["program"].startswith("placement_")

    for field in ("terms", "public_title", "public_text", "appointment_type"):
        assert (field in need) is is_opening
    if is_opening:
        assert set(need["terms"]) == TERMS
        assert all(need["terms"].values())
        assert need["current_issue"] not in need["public_text"]


def test_words_of_employment_stay_off_the_dispatch_programmes() -> None:
    said = [
        (need["ref"], word)
        for need in NEEDS.values()
        if need["program"] in DISPATCH
        for word in ("任用", "労働条件", "選考")
        if word in prose(need)
    ]

    assert said == []


def test_no_person_is_named_in_a_need() -> None:
    people = [row["name"] for row in CANDIDATES.values()]
    people += [account["display_name"] for account in ACCOUNTS.values() if "section" not in account]
    names = {part for name in people for part in (name, name.replace(" ", ""))}

    assert [(ref, n) for ref, need in NEEDS.items() for n in names if n in prose(need)] == []
    assert all("requester_name" not in need for need in NEEDS.values())


# ------------------------------------------------------------------ towns


def test_every_code_is_an_invented_towns_with_its_check_digit() -> None:
    invented = municipalities("municipalities_demo.csv")
    used = {need["municipality_code"]: need["municipality"] for need in NEEDS.values()}
    reachable = {c for row in CANDIDATES.values() for c in row["preferences"]["area_codes"]}
    signed_in = {a["municipality_code"] for a in ACCOUNTS.values() if "municipality_code" in a}

    assert used == invented
    assert reachable | signed_in <= set(invented)
    assert all(need["location_code"] == need["municipality_code"] for need in NEEDS.values())
    assert all(code.startswith("139") for code in invented)
    assert all(int(code[5]) == check_digit(code) for code in invented)


def test_a_towns_needs_agree_on_its_network() -> None:
    models = municipalities("municipalities_demo.csv", "network_model")
    told = {
        (n["municipality_code"], n["network_model"]) for n in NEEDS.values() if "network_model" in n
    }

    assert told == set(models.items())


def test_no_real_municipality_speaks() -> None:
    real = set(municipalities("municipalities.csv").values())
    spoken = "\n".join(
        (DATA / name).read_text(encoding="utf-8")
        for name in (
            "candidates.jsonl",
            "needs.jsonl",
            "manifest.toml",
            "history.toml",
            "tour.toml",
        )
    )

    assert sorted(name for name in real if name in spoken) == []


# ------------------------------------------------------------------ past cases


def test_past_cases_name_their_source_and_are_real_towns() -> None:
    real = municipalities("municipalities.csv")

    assert CASES["source"].keys() == {"title", "publisher", "date"}
    for case in CASES["case"]:
        assert real[case["municipality_code"]] == case["municipality"]
        assert case["source_part"]
        assert case["figure"]


def test_printed_rates_stand_beside_rates_recomputed_from_the_hours() -> None:
    efforts = next(case["effort"] for case in CASES["case"] if "effort" in case)

    for row in efforts:
        saved = (row["now"] - row["result"]) / row["now"] * 100
        assert row["reduction_computed"] == round(saved, 1)
    assert [row["reduction_printed"] for row in efforts] == ["約64%", "約37%", "約51%"]
