from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from index.embed import encoders, runtime
from index.embed.compiled import EncoderRecord, read_record, write_record
from index.embed.model import ModelFiles, find_model
from index.errors import ArchiveError

RECORD = EncoderRecord(dimension=4, pad_id=0, query_prompt="", passage_prompt="", cosine={"float32": 1.0})


def small_model(folder: Path) -> ModelFiles:
    """A model's folder with everything but sense in it."""
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "config.json").write_text('{"hidden_size": 4}')
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 16}')
    (folder / "tokenizer.json").write_text("{}")
    (folder / "modules.json").write_text('[{"path": "1_Pooling", "type": "models.Pooling"}]')
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_mean_tokens": true}')
    return find_model(str(folder))


def convert(_model: Path, folder: Path) -> None:
    for name in ("encoder.xml", "encoder.bin", "tokenizer.json"):
        (folder / name).write_text(f"{name} of the model")
    write_record(folder, RECORD)


@pytest.fixture
def files(tmp_path: Path) -> ModelFiles:
    return small_model(tmp_path / "model")


@pytest.fixture
def folder(files: ModelFiles, tmp_path: Path) -> Path:
    folder = encoders.encoder_folder(files, tmp_path / "home")
    assert folder is not None
    return folder


@pytest.fixture
def made(files: ModelFiles, folder: Path) -> Path:
    encoders.make(files, folder, convert=convert)
    return folder


def test_an_encoder_that_was_made_is_intact(made: Path) -> None:
    assert encoders.intact(made)
    assert encoders.intact(made, thorough=True)
    assert read_record(made) == RECORD


def test_where_nothing_was_made_nothing_is_intact(folder: Path) -> None:
    assert not encoders.intact(folder)


@pytest.mark.parametrize("name", ["encoder.xml", "encoder.bin", "tokenizer.json", "encoder.json"])
def test_a_changed_file_is_noticed(name: str, made: Path) -> None:
    content = bytearray((made / name).read_bytes())
    content[3] ^= 1
    (made / name).write_bytes(content)
    assert not encoders.intact(made)


def test_a_file_that_was_changed_unseen_is_noticed_by_a_thorough_look(made: Path) -> None:
    path = made / "encoder.bin"
    stat = path.stat()
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert not encoders.intact(made, thorough=True)


@pytest.mark.parametrize("name", ["encoder.bin", "sealed.json"])
def test_a_missing_file_is_noticed(name: str, made: Path) -> None:
    (made / name).unlink()
    assert not encoders.intact(made)


@pytest.mark.parametrize("text", ["", "[]", '{"key": 1}', '{"files": {}}', '{"key": "KEY", "files": 3}', "\udcff"])
def test_a_broken_seal_is_noticed(text: str, made: Path) -> None:
    (made / "sealed.json").write_bytes(text.replace("KEY", made.name).encode("utf-8", "surrogateescape"))
    assert not encoders.intact(made)


def test_an_encoder_of_another_model_is_noticed(made: Path) -> None:
    other = made.with_name("0" * 16)
    made.rename(other)
    assert not encoders.intact(other)


def test_a_damaged_encoder_is_replaced(made: Path, files: ModelFiles) -> None:
    (made / "encoder.bin").write_bytes(b"damaged")
    encoders.make(files, made, convert=convert)
    assert encoders.intact(made, thorough=True)


def test_encoders_of_other_versions_and_what_a_kill_left_are_swept(made: Path, files: ModelFiles) -> None:
    for name in ("0" * 16, "making-1"):
        (made.parent / name).mkdir()
    (made / "encoder.bin").unlink()
    encoders.make(files, made, convert=convert)
    assert list(made.parent.iterdir()) == [made]


def test_a_full_disk_is_told_and_leaves_nothing(files: ModelFiles, folder: Path) -> None:
    def full(_model: Path, aside: Path) -> None:
        (aside / "encoder.xml").write_text("half of it")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(ArchiveError, match="No space left on device"):
        encoders.make(files, folder, convert=full)
    assert list(folder.parent.iterdir()) == []


def test_a_home_that_cannot_be_written_is_told(files: ModelFiles, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    with pytest.raises(ArchiveError, match="cannot be written"):
        encoders.make(files, tmp_path / "home" / "encoder" / "key", convert=convert)


def test_a_converter_that_fails_is_quoted(files: ModelFiles, folder: Path) -> None:
    """The folder holds no model, so the process that converts it stops."""
    with pytest.raises(ArchiveError, match="could not be made"):
        encoders.make(files, folder)
    assert list(folder.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config_sentence_transformers.json", '{"prompts": {"query": "query: "}}'),
        ("1_Pooling/config.json", '{"pooling_mode_cls_token": true}'),
        ("tokenizer.json", '{"truncation": null}'),
        ("model.safetensors", "others"),
    ],
)
def test_whatever_shapes_the_vectors_names_another_folder(
    name: str, content: str, files: ModelFiles, folder: Path
) -> None:
    (files.folder / name).write_text(content)
    assert encoders.encoder_folder(files, folder.parent.parent) != folder


def test_a_renamed_copy_of_the_model_has_the_same_folder(files: ModelFiles, folder: Path) -> None:
    assert encoders.encoder_folder(replace(files, name="other"), folder.parent.parent) == folder


def test_another_runtime_version_names_another_folder(
    files: ModelFiles, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "version", lambda: "1.0")
    assert encoders.encoder_folder(files, folder.parent.parent) != folder


def test_without_the_runtime_there_is_no_folder(files: ModelFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "version", lambda: None)
    assert encoders.encoder_folder(files, Path("/home")) is None


@pytest.mark.parametrize("text", ["", "[1]", json.dumps({"dimension": 4})])
def test_a_record_that_says_nothing_is_an_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "encoder.json").write_text(text)
    with pytest.raises(ArchiveError, match="holds no encoder"):
        read_record(tmp_path)


def test_an_encoder_is_faithful_from_a_cosine_of_999_thousandths_on() -> None:
    record = replace(RECORD, cosine={"float32": 0.999, "bfloat16": 0.9989})
    assert (record.faithful("float32"), record.faithful("bfloat16")) == (True, False)
