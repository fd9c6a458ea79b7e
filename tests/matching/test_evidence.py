"""Evidence: what a career shows, what a claim is worth, and what counts for nothing."""

from dataclasses import replace

from matching.evidence import MAX_CLAIMS, read_person
from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import (
    Career,
    Claim,
    Held,
    Need,
    Person,
    Requirement,
)
from matching.ranking import rank
from matching.scorer import expert_scorer
from matching.testing import AS_OF
from matching.vectors import bundled_vectors
from matching.vocabulary import (
    Category,
    Concept,
    Qualification,
    Relation,
    Skill,
    Title,
    Vocabulary,
)

SCORER = expert_scorer()
WORDS = Vocabulary(
    skills=(
        Skill("it", "情報"),
        Skill("cloud", "クラウド", "it"),
        Skill("design", "クラウド設計", "cloud", labels_only=("引っ越し",)),
        Skill("ops", "クラウド運用監視", "cloud"),
        Skill("desk", "問い合わせ対応", "it"),
        Skill("fit", "フィットギャップ分析", "it"),
        Skill("std", "システム標準化", "it"),
    ),
    qualifications=(Qualification("aws", "AWS認定", skills={"cloud": 1.0}),),
    categories=(Category("net", "ネットワーク"), Category("desk", "窓口")),
    concepts=(Concept("c", "クラウド移行", ("サーバを引っ越",), {"net": 1.0}, {"design": 1.0}),),
    titles=(Title("ヘルプデスク", 2), Title("アーキテクト", 4)),
    relations=(Relation("fit", "std", 0.8),),
)
TECH = Lexicon(WORDS)


def strength(person: Person, code: str) -> int:
    return int(read_person(person, TECH, AS_OF).strength[TECH.skills[code]])


def worker(role: str, text: str, *claims: Claim, months: int = 60, **more: object) -> Person:
    career = (Career("会社", role, AS_OF - months, None, text=text),)
    return Person("p", "practical", claims=claims, career=career, **more)


def test_a_claim_adds_to_what_the_career_shows_and_nothing_alone() -> None:
    claim = Claim("クラウド設計", 5, 8)

    claimed = strength(worker("アーキテクト", "クラウド設計を主導", claim), "design")
    shown = strength(worker("アーキテクト", "クラウド設計を主導"), "design")
    bare = strength(worker("アーキテクト", "別の仕事", claim), "design")

    assert claimed > shown > bare == 0


def test_a_claim_of_what_only_its_kin_shows_is_worth_nothing() -> None:
    claim = Claim("クラウド設計", 5, 8)

    claimed = strength(worker("アーキテクト", "クラウド運用監視", claim), "design")

    assert claimed == strength(worker("アーキテクト", "クラウド運用監視"), "design") > 0


def test_having_sat_in_shows_less_than_having_done_it_and_a_subsidy_is_no_help() -> None:
    done = strength(worker("担当", "クラウド設計を主導"), "design")
    helped = strength(worker("担当", "クラウド設計に同席"), "design")
    funded = strength(worker("担当", "クラウド設計の補助金"), "design")

    assert 0 < helped < done == funded


def test_a_trouble_read_in_the_name_of_a_post_is_not_quoted() -> None:
    posted = worker("サーバを引っ越す課", "窓口の仕事")
    worked = worker("担当", "サーバを引っ越した")
    pool = Pool.build([posted, replace(worked, key="q")], TECH, as_of=AS_OF)
    need = Need("n", "hands_on", texts={"t": "サーバを引っ越したい"}, remote="full")

    told = {person.key: person.evidence for person in rank(pool, SCORER, need).people}

    assert not told["p"]["required_skills"]
    assert [item.phrase for item in told["q"]["required_skills"]] == ["サーバを引っ越した"]


def test_a_label_counts_as_likeness_where_the_career_shows_it_or_nobody_knows_it() -> None:
    labels = (Claim("クラウド設計", 5, 8), Claim("木彫り", 3))
    bare = worker("担当", "別の仕事", *labels)
    shown = worker("担当", "クラウド設計", *labels)
    everything = replace(bare, claims=(*labels, *(Claim("木彫り", 3),) * MAX_CLAIMS))

    assert read_person(bare, TECH, AS_OF).echoed == (1,)
    assert read_person(shown, TECH, AS_OF).echoed == (0, 1)
    assert read_person(everything, TECH, AS_OF).echoed == ()


def test_what_was_not_done_is_only_wished_for_or_was_left_to_others_shows_nothing() -> None:
    for text in (
        "クラウド設計の経験はありません",
        "クラウド設計をこれから学びたい",
        "クラウド設計は業者に任せていた",
        "クラウド設計は発注のみ",
    ):
        assert strength(worker("担当", text), "design") == 0
    assert strength(worker("担当", "問い合わせは未経験だが、クラウド設計を主導"), "design") > 0


def test_everyday_words_mean_less_outside_the_public_sector() -> None:
    city = worker("担当", "市の引っ越しを手伝った")
    shop = worker("担当", "引っ越しを手伝った")

    assert strength(city, "design") > strength(shop, "design") > 0


def test_a_level_that_the_job_title_does_not_make_believable_is_held_down() -> None:
    claim = Claim("クラウド設計", 5, 8)

    lead = strength(worker("アーキテクト", "クラウド設計", claim), "design")
    desk = strength(worker("ヘルプデスク", "クラウド設計", claim), "design")

    assert desk < 0.7 * lead


def test_what_a_career_shows_counts_without_a_claim_and_longer_counts_more() -> None:
    long = strength(worker("担当", "クラウド設計"), "design")
    short = strength(worker("担当", "クラウド設計", months=1), "design")

    assert long > short > 0


def test_experience_counts_for_kin_by_nearness() -> None:
    person = worker("アーキテクト", "クラウド設計", Claim("クラウド設計", 5, 8))

    own, parent = strength(person, "design"), strength(person, "cloud")
    sibling, stranger = strength(person, "ops"), strength(person, "desk")

    assert own > parent > sibling > stranger == 0


def test_a_relation_counts_one_way() -> None:
    assert strength(worker("担当", "フィットギャップ分析"), "std") > 0
    assert strength(worker("担当", "システム標準化"), "fit") == 0


def test_a_trouble_solved_in_a_career_shows_what_it_calls_for() -> None:
    assert strength(worker("担当", "古いサーバを引っ越した"), "design") > 0


def test_a_qualification_shows_a_little() -> None:
    held = Person("p", "practical", qualifications=(Held("AWS認定", "aws"),))

    assert strength(held, "cloud") > 0


def test_a_confirmed_level_counts_in_full_and_an_unconfirmed_one_widens_the_range() -> None:
    person = worker("担当", "クラウドの仕事", Claim("クラウド", 5), Claim("クラウド", 3))
    column = TECH.skills["cloud"]

    doubtful = read_person(person, TECH, AS_OF)
    confirmed = read_person(
        replace(person, claims=(replace(person.claims[0], verified=True),)), TECH, AS_OF
    )

    assert doubtful.lowest[column] < doubtful.strength[column] < doubtful.highest[column]
    assert confirmed.lowest[column] == confirmed.strength[column] == 31


def test_a_declared_field_is_worth_little_unless_the_career_agrees() -> None:
    bare = read_person(Person("p", "practical", specialties=("net", "gone")), TECH, AS_OF)
    shown = read_person(worker("担当", "サーバを引っ越した", specialties=("net",)), TECH, AS_OF)

    assert 0 < bare.categories[0] < shown.categories[0] // 2


def test_self_praise_changes_nothing() -> None:
    person = worker("担当", "別の仕事")
    boast = replace(person, headline="あ" * 40 + "クラウド設計", free_text="クラウド設計" * 50)

    assert strength(boast, "design") == strength(person, "design") == 0


def test_the_first_words_of_the_headline_say_what_somebody_is() -> None:
    person = worker("担当", "クラウドの仕事", headline="クラウド設計の人")
    need = Need("n", "hands_on", required=(Requirement("クラウド設計"),), remote="full")
    pool = Pool.build([person], TECH, as_of=AS_OF)

    told = rank(pool, SCORER, need).people[0]

    assert strength(person, "design") > strength(replace(person, headline=""), "design")
    assert [item.kind for item in told.evidence["required_skills"]] == ["text"]


def test_a_headline_that_no_work_speaks_for_counts_for_nothing() -> None:
    assert strength(worker("担当", "別の仕事", headline="クラウド設計の人"), "design") == 0


def test_old_work_counts_less_than_recent_work() -> None:
    old = Person(
        "p",
        "practical",
        career=(Career("会社", "担当", AS_OF - 300, AS_OF - 240, text="クラウド設計"),),
    )

    assert 0 < strength(old, "design") < strength(worker("担当", "クラウド設計"), "design")


def test_words_alike_in_meaning_bring_a_text_nearer() -> None:
    lexicon = Lexicon(WORDS, bundled_vectors())
    texts = {"a": "道路の補修と街灯の点検", "b": "給与計算と経理", "c": "保育園の献立"}
    pool = Pool.build(
        [
            Person(key, "practical", career=(Career("市", "担当", 0, None, text=text),))
            for key, text in texts.items()
        ],
        lexicon,
        as_of=AS_OF,
    )
    need = Need("n", "hands_on", texts={"t": "歩道の穴を直してほしい。橋も古い。"}, remote="full")

    ranking = rank(pool, SCORER, need)

    assert ranking.people[0].key == "a"
    assert any(item.subject == "meaning" for item in ranking.people[0].evidence["similar_work"])


def test_a_claim_tied_to_a_career_entry_is_worth_more_than_a_bare_one() -> None:
    bare, tied = Claim("クラウド設計", 5), Claim("クラウド設計", 5, career=0)

    assert strength(worker("担当", "別の仕事", tied), "design") > strength(
        worker("担当", "別の仕事", bare), "design"
    )


def test_a_category_named_in_a_career_counts_and_an_unknown_one_asked_for_does_not() -> None:
    person = worker("担当", "ネットワークの仕事、AWS認定を取得", specialties=("net",))
    pool = Pool.build([person], TECH, as_of=AS_OF)

    known = rank(pool, SCORER, Need("n", "hands_on", category="net", remote="full")).people[0]
    unknown = rank(pool, SCORER, Need("n", "hands_on", category="gone", remote="full")).people[0]

    assert known.units > unknown.units
    assert {item.subject for item in known.evidence["similar_work"]} == {"net"}


def test_the_category_of_everything_else_is_not_quoted_for() -> None:
    words = replace(WORDS, categories=(*WORDS.categories, Category("other", "その他")))
    concept = Concept("o", "相談", ("相談役",), {"other": 1.0}, {"desk": 1.0})
    lexicon = Lexicon(replace(words, concepts=(*words.concepts, concept)))
    pool = Pool.build([worker("担当", "町の相談役")], lexicon, as_of=AS_OF)
    need = Need("n", "hands_on", texts={"t": "相談役がほしい"}, remote="full")

    told = rank(pool, SCORER, need).people[0]

    assert any(term.subject == "other" and term.units for term in told.terms)
    assert all(item.subject != "other" for item in told.evidence["similar_work"])
