"""A Whisper model made on the spot: in the form of CTranslate2, tiny, with weights that say what the test tells them to.

Of the decoder only its places count: each points at the word, the time or the end that comes there, whatever is heard. All
else is random but for the ways back into the text, which are zero. So faster-whisper runs as it does with a trained model,
from the file of sound to words with times, and the answer is known.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

#: Tokens of the models that speak one language, and of the large ones of today.
ENGLISH, ALL = 51_864, 51_866
DIMENSIONS, HEADS, MELS = 64, 2, 80


def make(folder: Path, said: Sequence[str | float], *, multilingual: bool = True, mels: int = MELS) -> Path:
    """``said``: words, and the seconds at which a stretch of them begins and ends, such as [0.0, "Good", "morning.", 2.0]."""
    import numpy
    from ctranslate2.specs import whisper_spec
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    size = ALL if multilingual else ENGLISH
    tokens = _tokens([one for one in said if isinstance(one, str)], _LANGUAGE_CODES if multilingual else (), size)
    place = {token: at for at, token in enumerate(tokens)}
    random = numpy.random.default_rng(7)

    def some(*shape: int) -> Any:
        return random.normal(0, 0.05, shape).astype("float32")

    def zeros(*shape: int) -> Any:
        return numpy.zeros(shape, "float32")

    def norm(one: Any) -> None:
        one.gamma, one.beta = numpy.ones(DIMENSIONS, "float32"), zeros(DIMENSIONS)

    def linear(one: Any, out: int, into: int, *, mute: bool = False) -> None:
        one.weight, one.bias = zeros(out, into) if mute else some(out, into), zeros(out)

    def attention(one: Any, *, across: bool = False, mute: bool = False) -> None:
        norm(one.layer_norm)
        steps = (DIMENSIONS, 2 * DIMENSIONS) if across else (3 * DIMENSIONS,)
        for at, out in enumerate(steps):
            linear(one.linear[at], out, DIMENSIONS)
        linear(one.linear[len(steps)], DIMENSIONS, DIMENSIONS, mute=mute)

    def forward(one: Any, *, mute: bool = False) -> None:
        norm(one.layer_norm)
        linear(one.linear_0, 4 * DIMENSIONS, DIMENSIONS)
        linear(one.linear_1, DIMENSIONS, 4 * DIMENSIONS, mute=mute)

    spec = whisper_spec.WhisperSpec(1, HEADS, 1, HEADS)
    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = some(DIMENSIONS, mels, 3), zeros(DIMENSIONS)
    encoder.conv2.weight, encoder.conv2.bias = some(DIMENSIONS, DIMENSIONS, 3), zeros(DIMENSIONS)
    encoder.position_encodings.encodings = some(1500, DIMENSIONS)
    norm(encoder.layer_norm)
    for layer in encoder.layer:
        attention(layer.self_attention)
        forward(layer.ffn)
    norm(decoder.layer_norm)
    for layer in decoder.layer:
        attention(layer.self_attention, mute=True)
        attention(layer.attention, across=True, mute=True)
        forward(layer.ffn, mute=True)

    told = [f"<|{one:.2f}|>" if isinstance(one, float) else f"Ġ{one}" for one in said] + ["<|endoftext|>"]
    signs = list(dict.fromkeys(told))
    assert len(signs) < DIMENSIONS, "more different words than the model has room for"
    # Before the first word stand the marks of begin, language and task; at the last of them it is foretold.
    first = 2 if multilingual else 0
    points = zeros(448, DIMENSIONS)
    for at in range(len(points)):
        points[at, signs.index(told[min(max(at - first, 0), len(told) - 1)])] = 10
    decoder.position_encodings.encodings = points
    decoder.embeddings.weight = zeros(size, DIMENSIONS)
    decoder.projection.weight = zeros(size, DIMENSIONS)
    for at, sign in enumerate(signs):
        decoder.projection.weight[place[sign], at] = 10

    spec.config.suppress_ids = spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [place[f"<|{code}|>"] for code in _LANGUAGE_CODES] if multilingual else []
    spec.config.alignment_heads = [[0, head] for head in range(HEADS)]
    spec.register_vocabulary(tokens)
    spec.validate()
    spec.optimize()
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    _tokenizer(tokens).save(str(folder / "tokenizer.json"))
    features = {"feature_size": mels, "sampling_rate": 16_000, "hop_length": 160, "n_fft": 400, "chunk_length": 30}
    (folder / "preprocessor_config.json").write_text(json.dumps(features), encoding="utf-8")
    return folder


def _tokens(words: Sequence[str], languages: Sequence[str], size: int) -> list[str]:
    """All tokens in the order of Whisper: text, marks, languages, tasks, times. One without letters says “many languages”."""
    from tokenizers.pre_tokenizers import ByteLevel

    marks = ["<|endoftext|>", "<|startoftranscript|>", *(f"<|{code}|>" for code in languages)]
    marks += ["<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"]
    times = [f"<|{at * 0.02:.2f}|>" for at in range(1501)]
    text = [*sorted(ByteLevel.alphabet()), *(f"Ġ{one}" for one in dict.fromkeys(words)), *([""] if languages else [])]
    unused = size - len(text) - len(marks) - len(times)
    return [*text, *(f"unused{at}" for at in range(unused)), *marks, *times]


def _tokenizer(tokens: Sequence[str]) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    end = tokens.index("<|endoftext|>")
    made = Tokenizer(models.BPE({token: at for at, token in enumerate(tokens[:end])}, []))
    made.pre_tokenizer, made.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    made.add_special_tokens(list(tokens[end:]))
    return made
