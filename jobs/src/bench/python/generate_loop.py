"""Measures a generation loop written by hand in PyTorch: what a careful user of the library can reach.

Slots of a preallocated key-value cache hold the sequences in progress. Live slots stay together at the front, so that a
decoding step works on views without padding rows: a finished sequence's slot is taken over by the last live one, and new
sequences fill up the end as soon as an eighth of the batch is free. Samples of one prompt that start together share its
prefill. Attention is the fused kernel, query-key-value and gate-up projections are one product each, and tokens are
sampled by inverse CDF. Log-probabilities are not recorded.
"""

import json
from collections import deque
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

import peer

REFILL_FRACTION = 8
LAYER = "model.layers.{}."


class Model:
    """A Qwen2 decoder."""

    def __init__(self, checkpoint):
        config = json.loads((Path(checkpoint) / "config.json").read_text())
        weights = load_file(Path(checkpoint) / "model.safetensors")
        self.layers = config["num_hidden_layers"]
        self.heads = config["num_attention_heads"]
        self.kv_heads = config["num_key_value_heads"]
        self.dimension = config.get("head_dim") or config["hidden_size"] // self.heads
        self.epsilon = config["rms_norm_eps"]
        self.embedding = weights["model.embed_tokens.weight"]
        self.head = weights.get("lm_head.weight", self.embedding)
        self.norm = weights["model.norm.weight"]
        self.blocks = [self.block(weights, LAYER.format(layer)) for layer in range(self.layers)]
        theta = config.get("rope_theta") or config["rope_parameters"]["rope_theta"]
        frequencies = theta ** (-torch.arange(0, self.dimension, 2) / self.dimension)
        angles = torch.arange(config["max_position_embeddings"])[:, None] * frequencies
        self.cosine = torch.cat((angles, angles), 1).cos()  # (positions, dimension)
        self.sine = torch.cat((-angles, angles), 1).sin()

    @staticmethod
    def block(weights, prefix):
        attention, mlp = prefix + "self_attn.", prefix + "mlp."
        return {
            "input_norm": weights[prefix + "input_layernorm.weight"],
            "qkv": torch.cat([weights[attention + name + "_proj.weight"] for name in "qkv"]),
            "bias": torch.cat([weights[attention + name + "_proj.bias"] for name in "qkv"]),
            "output": weights[attention + "o_proj.weight"],
            "post_norm": weights[prefix + "post_attention_layernorm.weight"],
            "gate_up": torch.cat([weights[mlp + name + "_proj.weight"] for name in ("gate", "up")]),
            "down": weights[mlp + "down_proj.weight"],
        }

    def forward(self, ids, positions, attend):
        """ids and positions (B, T); attend(layer, q, k, v), heads first, gives (B, heads, T, d). Returns (B, T, hidden)."""
        rows, length = ids.shape
        x = F.embedding(ids, self.embedding)
        width = x.shape[-1]
        cosine, sine = self.cosine[positions][:, None], self.sine[positions][:, None]  # (B, 1, T, d)
        for layer, block in enumerate(self.blocks):
            y = F.rms_norm(x, (width,), block["input_norm"], self.epsilon)
            qkv = F.linear(y, block["qkv"], block["bias"])
            qkv = qkv.view(rows, length, self.heads + 2 * self.kv_heads, self.dimension).transpose(1, 2)
            rotated, v = qkv.split((self.heads + self.kv_heads, self.kv_heads), 1)
            rotated = rotated * cosine + rotated.roll(self.dimension // 2, -1) * sine
            q, k = rotated.split((self.heads, self.kv_heads), 1)
            attended = attend(layer, q, k, v).transpose(1, 2).reshape(rows, length, -1)
            x = x + F.linear(attended, block["output"])
            y = F.rms_norm(x, (width,), block["post_norm"], self.epsilon)
            gate, up = F.linear(y, block["gate_up"]).chunk(2, -1)
            x = x + F.linear(F.silu(gate) * up, block["down"])
        return F.rms_norm(x, (width,), self.norm, self.epsilon)

    def sample(self, states):
        """(B, hidden) gives one token a row at temperature 1."""
        cumulative = F.linear(states, self.head).softmax(-1).cumsum(-1)
        threshold = torch.rand(len(states), 1) * cumulative[:, -1:]
        return torch.searchsorted(cumulative, threshold, right=True).clamp_(max=cumulative.shape[1] - 1)[:, 0]


class Slots:
    """The sequences in progress; the first `live` slots are taken."""

    def __init__(self, model, capacity, context):
        self.model = model
        shape = (model.layers, capacity, model.kv_heads, context, model.dimension)
        self.keys = torch.zeros(shape)
        self.values = torch.zeros(shape)
        self.capacity = capacity
        self.live = 0
        self.lengths = torch.zeros(capacity, dtype=torch.long)  # tokens in the cache
        self.left = torch.zeros(capacity, dtype=torch.long)  # tokens still to make
        self.tokens = torch.zeros(capacity, dtype=torch.long)  # newest token, not in the cache yet
        self.columns = torch.arange(context)

    def add(self, sequences):
        """Prefills each different prompt once, padded on the right, and makes the first token of every sequence."""
        model, first, end = self.model, self.live, self.live + len(sequences)
        place = {}
        which = torch.tensor([place.setdefault(tuple(sequence.prompt), len(place)) for sequence in sequences])
        prompts = list(place)
        longest = max(len(prompt) for prompt in prompts)
        ids = torch.tensor([prompt + (0,) * (longest - len(prompt)) for prompt in prompts])
        lengths = torch.tensor([len(prompt) for prompt in prompts])

        def attend(layer, q, k, v):
            self.keys[layer, first:end, :, :longest] = k[which]
            self.values[layer, first:end, :, :longest] = v[which]
            return F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)

        states = model.forward(ids, torch.arange(longest).expand_as(ids), attend)
        last = states[torch.arange(len(prompts)), lengths - 1]
        self.lengths[first:end] = lengths[which]
        self.left[first:end] = torch.tensor([sequence.length for sequence in sequences])
        self.live = end
        self.take(model.sample(last[which]), first)

    def step(self):
        """Makes one token for every live slot."""
        model, live = self.model, self.live
        rows = torch.arange(live)
        positions = self.lengths[:live]
        seen = int(positions.max()) + 1
        mask = (self.columns[:seen] <= positions[:, None])[:, None, None]  # (B, 1, 1, S)
        group = (live, model.kv_heads, model.heads // model.kv_heads, model.dimension)

        def attend(layer, q, k, v):
            self.keys[layer][rows, :, positions] = k[:, :, 0]
            self.values[layer][rows, :, positions] = v[:, :, 0]
            # The queries of a key-value head are its rows: no key is repeated.
            return F.scaled_dot_product_attention(
                q.reshape(group),
                self.keys[layer, :live, :, :seen],
                self.values[layer, :live, :, :seen],
                attn_mask=mask,
            ).reshape(live, model.heads, 1, model.dimension)

        states = model.forward(self.tokens[:live, None], positions[:, None], attend)
        self.lengths[:live] += 1
        self.take(model.sample(states[:, 0]), 0)

    def take(self, tokens, first):
        """Notes the newest tokens of the slots from `first` on, and lets the last live slots move into finished ones."""
        self.tokens[first : self.live] = tokens
        self.left[first : self.live] -= 1
        finished = (self.left[: self.live] == 0).nonzero()[:, 0]
        if len(finished) == 0:
            return
        live = self.live - len(finished)
        holes = finished[finished < live]
        movers = live + (self.left[live : self.live] > 0).nonzero()[:, 0]
        if len(holes):
            seen = int(self.lengths[movers].max())
            for cache in (self.keys, self.values):
                cache[:, holes, :, :seen] = cache[:, movers, :, :seen]
            for numbers in (self.lengths, self.left, self.tokens):
                numbers[holes] = numbers[movers]
        self.live = live


@torch.inference_mode()
def generate(model, sequences, request):
    waiting = deque(sequences)
    capacity = min(request["batch_size"], len(sequences))
    slots = Slots(model, capacity, max(len(sequence.prompt) + sequence.length for sequence in sequences))
    made = 0
    while waiting or slots.live:
        free = capacity - slots.live
        if waiting and free >= max(1, capacity // REFILL_FRACTION):
            new = [waiting.popleft() for _ in range(min(free, len(waiting)))]
            slots.add(new)
            made += len(new)
        if slots.live:
            made += slots.live
            slots.step()
    return made


def load(checkpoint):
    model = Model(checkpoint)
    return lambda sequences, request: generate(model, sequences, request)


if __name__ == "__main__":
    peer.serve(load, {})
