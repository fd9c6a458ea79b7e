"""The hard conditions, written out naively: slow, plain, and apart from any matching library.

It answers one question for one pair of records as they stand in the files: which hard
conditions does this person fail for this need? Graders and tests use it; a scorer's own gates
can be compared with it pair by pair.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

Record = dict[str, Any]

LEAST_SHARE = 0.6  # of the period and of the weekly hours
LEAST_SLOT_SHARE = 0.5  # of the weekly hours, in common half-days
HALF_DAY_HOURS, EVENING_HOURS = 3.875, 2.0

_COMPANY_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|\((?:株|有|同|資|名)\)"
)
_VOID_WORDS = ("失効", "消除", "未更新", "予定", "勉強中", "科目合格")
_ONE_EXAMINATION = (
    {
        "情報処理安全確保支援士",
        "登録情報処理安全確保支援士",
        "情報処理安全確保支援士試験",
        "登録セキスペ",
        "RISS",
        "情報セキュリティスペシャリスト",
        "情報セキュリティスペシャリスト試験",
        "テクニカルエンジニア情報セキュリティ",
    },
)


def failures(need: Record, candidate: Record) -> list[str]:
    """Names of the hard conditions that fail, empty when the person is eligible."""
    wishes = candidate["preferences"]
    checks = {
        "conflict": not has_vendor_conflict(need, candidate),
        "programme": not wishes["programs"] or need["program"] in wishes["programs"],
        "public_experience": not need["required_public_experience"] or is_public(candidate),
        "qualification": holds_all(need["required_qualifications"], candidate["qualifications"]),
        "period": period_share(need["period"], wishes) >= LEAST_SHARE,
        "hours": hours_share(need, wishes) >= LEAST_SHARE,
        "slots": slot_share(need, wishes) >= LEAST_SLOT_SHARE,
        "place": is_reachable(need, wishes),
    }
    return [name for name, is_met in checks.items() if not is_met]


def has_vendor_conflict(need: Record, candidate: Record) -> bool:
    """A declared affiliation is one of the need's vendors, however it is written."""
    listed = {normalise_company(name) for name in need["vendor_conflicts"]}
    return any(normalise_company(name) in listed for name in candidate["affiliated_vendors"])


def normalise_company(name: str) -> str:
    """One spelling for a firm: no company form, width, space, case or kana variants."""
    bare = _COMPANY_FORMS.sub("", unicodedata.normalize("NFKC", name))
    return "".join(map(_to_katakana, re.sub(r"[\s・]", "", bare).casefold()))


def _to_katakana(character: str) -> str:
    return chr(ord(character) + 0x60) if "ぁ" <= character <= "ゖ" else character


def is_public(candidate: Record) -> bool:
    """Any public experience counts, also public-sector work at a system integrator."""
    return any(kind != "none" for kind in candidate["public_experience"]["kinds"])


def holds_all(required: Iterable[str], held: Iterable[str]) -> bool:
    """Every required qualification is held under one of its names, and not void."""
    names = {_qualification(name) for name in held if not any(w in name for w in _VOID_WORDS)}
    return all(_qualification(name) in names for name in required)


def _qualification(name: str) -> str:
    plain = re.sub(r"\([^)]*\)", "", unicodedata.normalize("NFKC", name)).replace(" ", "")
    plain = plain.removesuffix("合格")
    return next((min(names) for names in _ONE_EXAMINATION if plain in names), plain.casefold())


def period_share(period: Record, wishes: Record) -> float:
    """Months of the need that the person covers, over all its months."""
    asked = _months(period["from"], period["to"])
    return len(asked & _months(wishes["from"], wishes["to"])) / len(asked)


def _months(start: str, end: str) -> set[int]:
    return set(range(_month(start), _month(end) + 1))


def _month(text: str) -> int:
    year, month = text.split("-")
    return int(year) * 12 + int(month)


def hours_share(need: Record, wishes: Record) -> float:
    """Hours a week offered over hours a week asked."""
    return float(wishes["hours_per_week"] / need["hours_per_week"])


def slot_share(need: Record, wishes: Record) -> float:
    """Hours in common half-days over the weekly hours; an empty list means any half-day."""
    if not need["slots"] and not wishes["slots"]:
        return 1.0
    common = set(need["slots"] or wishes["slots"]) & set(wishes["slots"] or need["slots"])
    hours = sum(EVENING_HOURS if slot.endswith("_eve") else HALF_DAY_HOURS for slot in common)
    return float(hours / need["hours_per_week"])


def is_reachable(need: Record, wishes: Record) -> bool:
    """Fully remote work is reachable for all; other work needs the feet and the area."""
    if need["remote"] == "full":
        return True
    return wishes["remote"] != "full" and need["location_code"] in wishes["area_codes"]
