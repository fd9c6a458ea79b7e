"""What is to be settled before an approval is said once, and counted as it is said."""

from talentpool.matches.reasons import checks_of, count_of_checks
from talentpool.matches.schemas import Words
from talentpool.taxonomy.queries import Lexicon


def test_levels_to_confirm_stand_in_one_sentence_and_each_name_once():
    words = Words(Lexicon({}, {}), {})
    checks = [
        {"code": "unverified_level", "subject": skill, "found": None}
        for skill in ("webdesign", "webdesign", "kintone")
    ]

    sentences = checks_of({"checks": checks}, words)

    assert len(sentences) == count_of_checks(checks) == 1
    assert sentences[0].count("webdesign") == 1
