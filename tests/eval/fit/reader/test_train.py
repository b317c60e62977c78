from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch

from eval.fit.reader import train
from eval.fit.reader.batches import Encoded, Encoder, batches, padded
from eval.fit.reader.claims import Claim
from eval.fit.reader.measures import measured
from eval.fit.reader.network import LABELS, ReaderNetwork
from eval.fit.reader.questions import Question
from eval.fit.reader.train import Training, loss_of
from index.embed.model import BUNDLED, find_model

LEAD = "The weather was fine that day and many people came. " * 30


def question(passage: str, answer: str) -> Question:
    start = passage.find(answer) if answer else -1
    span = (start, start + len(answer)) if answer else (-1, -1)
    return Question(
        text="When did it sink?", title="A", passage=passage, answer=span, sentence=span,
        kind="answered" if answer else "impossible", article="a",
    )  # fmt: skip


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(find_model(BUNDLED).tokenizer())


def encoded(encoder: Encoder, one: Question) -> Encoded:
    found = encoder.question(one, random.Random(1), titled=True)
    assert found is not None
    return found


def test_the_span_is_that_of_the_answer_wherever_a_long_passage_is_cut(encoder: Encoder) -> None:
    tokenizer = find_model(BUNDLED).tokenizer()
    found = encoded(encoder, question(f"{LEAD}The ferry sank in May. {LEAD}", "in May"))
    first, last = found.span
    assert tokenizer.decode(found.ids[first : last + 1]) == "in may"
    assert len(found.ids) <= 224
    assert encoded(encoder, question(LEAD, "")).span == (0, 0)


def test_batches_hold_every_example_once_and_one_task_each(encoder: Encoder) -> None:
    claim = Claim(text="It sank.", evidence="The ferry sank.", label="supports", kind="", article="a")
    examples = [encoded(encoder, question("It sank in May.", "May")) for _ in range(50)]
    examples += [encoder.claim(claim) for _ in range(50)]
    made = batches(examples, random.Random(1))
    assert sorted(id(one) for group in made for one in group) == sorted(map(id, examples))
    assert all(len({one.is_claim for one in group}) == 1 for group in made)


def test_an_open_label_costs_what_support_is_given(encoder: Encoder) -> None:
    claim = Claim(text="It sank.", evidence="It swam.", label="not supports", kind="", article="a")
    batch = padded([encoder.claim(claim)])
    network = ReaderNetwork()
    with torch.inference_mode():
        read = network(batch.ids, batch.mask, batch.types)
        denied = 1 - read.claim.softmax(-1)[0, 0]
        assert float(loss_of(read, batch)) == pytest.approx(-float(denied.log()), abs=1e-4)
    assert read.claim.shape == (1, len(LABELS))


def test_untrained_adapters_leave_the_body_as_it_is(encoder: Encoder) -> None:
    batch = padded([encoded(encoder, question("It sank in May.", "May"))])
    network = ReaderNetwork(precision=torch.float32)
    from transformers import AutoModel

    body = AutoModel.from_pretrained(find_model(BUNDLED).folder, add_pooling_layer=False).eval()
    inputs = {"input_ids": batch.ids, "attention_mask": batch.mask, "token_type_ids": batch.types}
    with torch.inference_mode():
        ours, theirs = (one(**inputs).last_hidden_state for one in (network.body, body))
    assert torch.allclose(ours, theirs, atol=1e-5)


def test_training_learns_and_goes_on_where_it_was_killed(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "_SAVED_EVERY", 1)
    examples = [encoded(encoder, question("It sank in May.", "May")), encoded(encoder, question("It is red.", ""))] * 4
    torch.manual_seed(1)
    whole = Training(tmp_path / "whole", [examples] * 6)
    begun = Training(tmp_path / "parts", [examples] * 6)
    begun.network.load_state_dict(whole.network.state_dict())
    for name in ("whole", "parts"):
        (tmp_path / name).mkdir()
    whole.run()
    groups = begun._groups
    begun._groups = groups[:3]
    begun.run()
    resumed = Training(tmp_path / "parts", [examples] * 6)
    assert [len(group) for group in resumed._groups] == [len(group) for group in groups]
    resumed.run()
    for name, value in whole.learned().items():
        assert torch.allclose(value, resumed.learned()[name], atol=2e-3), name
    batch = padded(examples)
    untrained = ReaderNetwork()
    with torch.inference_mode():
        before, after = (loss_of(one(batch.ids, batch.mask, batch.types), batch) for one in (untrained, whole.network))
    assert after < before / 2


def test_measures_come_with_the_baseline_of_shared_words(encoder: Encoder) -> None:
    kinds = ("impossible", "sentence taken away", "another passage")
    asked = [question("It sank in May.", "May")]
    asked += [
        Question(
            text="Why?", title="", passage="It is red.", answer=(-1, -1), sentence=(-1, -1), kind=kind, article="a"
        )
        for kind in kinds
    ]
    claims = [
        Claim(text="It sank.", evidence="It sank.", label="supports", kind="", article="a"),
        Claim(text="It swam.", evidence="It sank.", label="contradicts", kind="opposite", article="a"),
    ]
    found = measured(ReaderNetwork(), encoder, asked, claims)
    assert found["claims, by shared words"] == 1.0
    assert {f"answerable, {kind}" for kind in kinds} <= found.keys()
