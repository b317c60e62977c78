from __future__ import annotations

import pytest

from eval.sets.claims import PAIRS, load_answers, load_pairs
from eval.studies.support import balanced_accuracy
from rag.cite import support, supports
from rag.judge.entailment.features import CONFLICTS
from rag.judge.entailment.fragments import Fragments, is_quoted, is_shortened, lay
from rag.judge.entailment.model import NAMES, columns, from_columns, gates, is_refuted, load_model, values
from rag.judge.entailment.score import measure, read_claim, read_evidence
from rag.judge.entailment.tokens import join_numbers, tokenize

LEFT = "The troops left on Thursday."


def keys(text: str) -> list[str]:
    """What is compared of the content of a text."""
    return [token.key for token in tokenize(text, limit=50) if token.content]


# The sets that it is measured on.


@pytest.mark.parametrize(("name", "floor"), [("development", 0.88), ("held_out", 0.86)])
@pytest.mark.parametrize("whole", [False, True], ids=["sentence", "article"])
def test_minimal_pairs_are_told_apart(name: str, floor: float, whole: bool) -> None:
    claims = [one for one in load_pairs(PAIRS / f"{name}.json") if one.whole is whole]
    measured = balanced_accuracy(claims, supports((one.claim, one.evidence) for one in claims))
    assert measured.value >= floor


def test_the_pairs_are_at_least_two_hundred_of_all_kinds_and_each_claim_stands_once() -> None:
    claims = [one for name in ("development", "held_out") for one in load_pairs(PAIRS / f"{name}.json") if one.whole]
    assert len(claims) >= 400
    assert len({(one.claim, one.evidence) for one in claims}) == len(claims)
    assert {one.kind for one in claims} == {
        *("negation", "number", "name", "date", "place", "attribution", "phase", "role", "quantity", "modality"),
        "direction",
    }


# What is compared.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5,000 people", "5000 people"),
        ("$8.5 million", "8.5 million dollars"),
        ("eleven", "11"),
        ("twenty-two", "22"),
        ("a dozen", "12"),
        ("two hundred", "200"),
        ("7 percent", "7%"),
        ("7 per cent", "7 %"),
        ("on Tue", "on Tuesday"),
        ("Kyiv's", "Kyiv"),
        ("the U.S.", "the US"),
    ],
)
def test_the_same_amount_day_or_name_is_written_in_many_ways(one: str, other: str) -> None:
    assert set(keys(one)) - {"per"} == set(keys(other)) - {"per"}


def test_a_negation_governs_its_clause_and_no_other() -> None:
    negated = [token.word for token in tokenize("They didn't leave Kyiv, but burned it.", limit=50) if token.negated]
    assert negated == ["not", "leave", "kyiv"]


def test_no_governs_what_stands_before_it_too() -> None:
    assert all(token.negated for token in tokenize("The defence called no witnesses", limit=50))


@pytest.mark.parametrize(
    ("claim", "evidence", "refuting"),
    [
        ("It rained before the match.", "It rained after the match.", "scales_reversed"),
        ("Dorval sued Harwick.", "Harwick sued Dorval.", "roles_swapped"),
        ("Webb said it would rain.", "Carrow said it would rain.", "said_by_another"),
        ("It left for Rome from Oslo.", "It left for Oslo from Rome.", "objects_otherwise"),
        ("Two dogs and four cats died.", "Four dogs and two cats died.", "counted_otherwise"),
        ("All wells were closed.", "Half the wells were closed.", "quantified_otherwise"),
        ("The troops did not leave Kyiv.", "The troops left Kyiv.", "negated_otherwise"),
        ("Doctors joined the strike.", "Doctors might join the strike.", "overstated"),
        ("Doctors might join the strike.", "Doctors joined the strike.", "understated"),
        ("Ana Lopez won.", "Ana Quiroga won.", "missing_names"),
        ("It rained on Monday.", "It rained on Friday.", "missing_dates"),
        ("7 dogs died.", "8 dogs died.", "missing_numbers"),
    ],
)
def test_what_refutes_a_claim_is_seen_and_is_not_seen_where_it_is_said(
    claim: str, evidence: str, refuting: str
) -> None:
    assert all(getattr(found.features, refuting) > 0 for found in measure(read_claim(claim), read_evidence(evidence)))
    assert all(getattr(found.features, refuting) == 0 for found in measure(read_claim(claim), read_evidence(claim)))


def test_who_acts_may_stand_behind_by() -> None:
    (found,) = measure(read_claim("Harwick was sued by Dorval."), read_evidence("Dorval sued Harwick."))
    assert found.features.roles_swapped == 0


def test_an_acronym_stands_for_the_names_it_is_made_of() -> None:
    (found,) = measure(read_claim("The WHO agreed."), read_evidence("The World Health Organization agreed."))
    assert found.features.missing_names == 0


# What comes of it.


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("At least 6,000 people died in Mariupol.", "At least 5,000 people died in Mariupol."),
        ("The troops left Chernobyl on March 29.", "The troops left Chernobyl on March 31."),
        ("The 2 columns of troops left on Thursday.", "The columns of troops left on Thursday."),
        (
            "The troops left Chernobyl on March 31.",
            "The troops left Chernobyl. It rained. It snowed. On March 31 it cleared.",
        ),
        ("Anna Kolb left.", "Ivan Kolb left."),
        ("The troops did not leave.", LEFT),
    ],
)
def test_a_number_date_name_or_negation_that_does_not_agree_keeps_a_short_claim_below_the_line(
    claim: str, evidence: str
) -> None:
    assert support(claim, evidence) < 0.5


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (LEFT, LEFT),
        ("Troops were leaving Thursday", "On Thursday, the troop leaves."),
        ("5000 people died.", "At least 5,000 people died in Mariupol."),
        ("Kyiv's troops left", "The troops left Kyiv."),
    ],
)
def test_another_wording_of_the_same_is_supported(claim: str, evidence: str) -> None:
    assert support(claim, evidence) >= 0.5


def test_a_claim_that_shares_no_word_with_the_evidence_has_no_support() -> None:
    assert support("Martians landed.", LEFT) == 0.0


def test_a_long_claim_may_have_its_number_from_another_sentence() -> None:
    claim = read_claim("The troops of the northern brigade left the airport with 40 trucks.")
    evidence = read_evidence(
        "The troops of the northern brigade left the airport. It rained. It snowed. There were 40 trucks."
    )
    assert not any(is_refuted(found) for found in measure(claim, evidence))


# The model.


def test_what_refutes_never_speaks_for_a_claim() -> None:
    model = load_model()
    for part in (model.copied, model.short, model.long):
        assert set(part) == {*NAMES, "bias"}
        assert all(part[name] <= 0 for name in CONFLICTS)


def test_columns_and_coefficients_are_in_one_order() -> None:
    (found,) = measure(read_claim("Troops left Kyiv and Minsk on Friday."), read_evidence("Troops left Minsk."))
    weights = [float(place % 7) for place in range(len(columns(found)))]
    model = from_columns(weights)
    measured = dict(zip(NAMES, values(found), strict=True))
    parts = (model.copied, model.short, model.long)
    odds = [part["bias"] + sum(part[name] * value for name, value in measured.items()) for part in parts]
    assert sum(gate * each for gate, each in zip(gates(found), odds, strict=True)) == pytest.approx(
        sum(weight * value for weight, value in zip(weights, columns(found), strict=True))
    )


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (LEFT, LEFT),
        ("The runner fell ill in Oslo on Monday after a long race.", "The baker fell ill in Oslo on Monday."),
        ("Dogs bark.", "Rain fell."),
    ],
)
def test_a_claim_is_shared_out_between_the_ways_of_writing(claim: str, evidence: str) -> None:
    for found in measure(read_claim(claim), read_evidence(evidence)):
        assert sum(gates(found)) == pytest.approx(1)
        assert min(gates(found)) >= 0


# How a claim was put together.

ARTICLE = "The troops left Kyiv on Thursday. They went north. It rained in Oslo. The mayor of Oslo opened a bridge."


def laid(claim: str, evidence: str = ARTICLE) -> Fragments:
    return lay(read_claim(claim).unmarked, read_evidence(evidence).source)


def test_words_that_follow_each_other_in_the_evidence_are_one_fragment() -> None:
    found = laid("troops left Kyiv")
    assert found.places == [1, 2, 3]
    assert found.lengths == [3]
    assert found.seams == ()


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("The troops left on Thursday.", "short gap"),
        ("The troops left Kyiv went north.", "beside"),
        ("The troops opened a bridge.", "jump"),
        ("Opened a bridge the mayor.", "back"),
    ],
)
def test_a_seam_is_named_by_where_the_next_fragment_comes_from(claim: str, kind: str) -> None:
    assert [seam.kind for seam in laid(claim).seams] == [kind]


def test_a_word_that_the_evidence_lacks_has_no_place() -> None:
    assert laid("The troops hastily left Kyiv.").places == [0, 1, None, 2, 3]


def test_no_words_lie_nowhere() -> None:
    assert laid("") == Fragments(places=[], cost=0.0, seams=())


def test_a_fused_sentence_costs_more_than_a_shortened_one() -> None:
    assert laid("The troops opened a bridge.").cost > laid("The troops left on Thursday.").cost


@pytest.mark.parametrize(
    ("claim", "least"),
    [
        ("The troops left Kyiv on Thursday.", 0.9),
        ("The brigade seized the airport.", 0.9),
        ("The troops left on Thursday.", 0.5),
        ("The brigade held 170 guards.", 0.5),
        ("The troops left Kyiv on Thursday and went north.", 0.5),
    ],
)
def test_what_is_taken_from_the_evidence_as_it_stands_is_supported(claim: str, least: float) -> None:
    evidence = f"{ARTICLE} The brigade seized the airport, and held some 170 guards."
    assert support(claim, evidence) >= least


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The brigade burned the farm.", "The mayor denied that the brigade burned the farm."),
        ("The troops burned the farm.", "The troops almost burned the farm."),
    ],
)
def test_what_a_word_left_out_undoes_is_no_shortened_sentence(claim: str, evidence: str) -> None:
    read = read_evidence(evidence)
    assert not is_shortened(read_claim(claim).unmarked, laid(claim, evidence), read.source)
    assert not is_quoted(laid(claim, evidence), read.source)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The brigade burned the farm.", "The mayor denied that the brigade burned the farm."),
        ("The brigade burned the farm.", "The mayor denied on Friday that the brigade burned the farm."),
        ("The brigade burned the farm.", "It is false that the brigade burned the farm."),
        ("The brigade burned the farm.", "Kyiv rejected claims that the brigade burned the farm."),
        ("The minister took bribes.", "The minister denied taking bribes."),
        ("Russian troops killed 300 people in Bucha.", "Russia denied that Russian troops killed 300 people in Bucha."),
    ],
)
def test_what_the_evidence_denies_is_not_supported(claim: str, evidence: str) -> None:
    assert support(claim, evidence) < 0.5


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The coup leader fled on Thursday.", "The failed coup leader fled on Thursday."),
        ("The brigade burned the farm.", "The mayor denied the report, and the brigade burned the farm."),
        ("The brigade burned the farm.", "A man who refused to be named said the brigade burned the farm."),
        (
            "The mayor denied that the brigade burned the farm.",
            "The mayor on Friday denied that the brigade burned it.",
        ),
    ],
)
def test_a_denial_of_something_else_refutes_nothing(claim: str, evidence: str) -> None:
    read = read_evidence(evidence)
    assert not any(found.denied for found in measure(read_claim(claim), read))


@pytest.mark.parametrize(
    "claim",
    [
        "Les troupes ont quitté la ville jeudi dernier avec leurs chars.",
        "Bananas are rich in potassium.",
        "The recipe asks for two cups of sugar.",
        "The senate passed a budget in Oslo.",
    ],
)
def test_a_claim_that_the_evidence_does_not_speak_of_stays_below_three_tenths(claim: str) -> None:
    assert support(claim, ARTICLE) < 0.3


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("235, 000 times", "235,000 times"),
        ("1. 3 billion", "1.3 billion"),
        ("beat them 28 - 24", "beat them 28-24"),
        ("in 2010, 200 died", "in 2010, 200 died"),
        ("He is 21. 30 came.", "He is 21. 30 came."),
    ],
)
def test_a_number_that_white_space_tore_apart_is_joined(torn: str, whole: str) -> None:
    assert join_numbers(torn) == whole


# What it is trained on.


SEIZED = (
    "Soldiers who seized the Chester nuclear power plant on May 3 began leaving the station and nearby villages on"
    " Thursday, the state company Atomnor said."
)


def test_what_a_sentence_says_in_another_order_is_supported() -> None:
    assert support("Soldiers began leaving the Chester nuclear power station on Thursday.", SEIZED) >= 0.5


@pytest.mark.parametrize(
    "claim",
    [
        "Soldiers began leaving the Chester nuclear power station on Friday.",
        "Soldiers finished leaving the Chester nuclear power station on Thursday.",
        "Atomnor denied that soldiers began leaving the Chester nuclear power station on Thursday.",
    ],
)
def test_in_another_order_too_a_day_a_phase_or_a_reversal_refutes(claim: str) -> None:
    assert support(claim, SEIZED) < 0.5


def test_what_is_denied_is_not_supported_by_the_denial() -> None:
    evidence = "Coach Ines Okafor has denied reports that she will leave Harrow United in June."
    assert support("Coach Ines Okafor will leave Harrow United in June.", evidence) < 0.5
    assert support("Coach Ines Okafor has denied reports that she will leave Harrow United.", evidence) >= 0.5


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The troops did not leave Kyiv.", "The troops left Kyiv."),
        ("Rovers never won the cup on Sunday.", "Rovers won the cup on Sunday."),
        ("Nobody was hurt in the fire in Oslo.", "Two people were hurt in the fire in Oslo."),
    ],
)
def test_a_claim_that_denies_where_the_evidence_denies_nothing_is_not_supported(claim: str, evidence: str) -> None:
    assert support(claim, evidence) < 0.5


def test_claims_as_models_write_them_in_answers_are_told_apart() -> None:
    claims = load_answers(PAIRS / "answers.json")
    right = [(support(one.claim, one.evidence) >= 0.5) == one.supported for one in claims]
    assert sum(right) / len(right) >= 0.75
