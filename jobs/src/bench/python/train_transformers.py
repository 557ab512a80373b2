"""Measures optimiser steps with transformers and PyTorch: the clipped token loss, its mean over all response tokens, AdamW.

Micro-batches are so many rows in the order given, padded to the longest, as trainers make them; or, when a request has a budget
of padded tokens, rows sorted by length and packed under it. Their gradients add up. Logits are computed where a response token is
predicted and nowhere else.
"""

import argparse
import json
import time
from pathlib import Path

import torch
import torch.nn.functional as F
import transformers
from transformers import AutoModelForCausalLM

import peer

CLIP_LOW, CLIP_HIGH = 0.2, 0.28


class Step:
    """The rows of a step on one model."""

    def __init__(self, checkpoint, workload):
        self.model = AutoModelForCausalLM.from_pretrained(
            checkpoint, dtype=torch.float32, attn_implementation="sdpa"
        ).train()
        content = json.loads(Path(workload).read_text())
        self.rows = content["rows"]
        self.behaviour = content["behaviour_logprob"]
        self.max_norm = content["max_gradient_norm"]
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=content["learning_rate"], weight_decay=0.01
        )
        self.tokens = sum(len(row["tokenIds"]) for row in self.rows)
        self.counted = sum(len(row["tokenIds"]) - row["promptLength"] for row in self.rows)

    def micro_batches(self, request):
        if "rows_per_micro_batch" in request:
            size = request["rows_per_micro_batch"]
            return [self.rows[start : start + size] for start in range(0, len(self.rows), size)]
        return list(self.packed(request["tokens_per_micro_batch"]))

    def packed(self, budget):
        """Rows of similar length whose padded tokens fit the budget, one row at least."""
        batch = []
        for row in sorted(self.rows, key=lambda row: len(row["tokenIds"])):
            if batch and (len(batch) + 1) * len(row["tokenIds"]) > budget:
                yield batch
                batch = []
            batch.append(row)
        yield batch

    def loss(self, rows):
        """This micro-batch's part of the mean."""
        longest = max(len(row["tokenIds"]) for row in rows)
        ids = torch.zeros(len(rows), longest, dtype=torch.long)
        mask = torch.zeros(len(rows), longest, dtype=torch.long)
        predicts = torch.zeros(len(rows), longest - 1, dtype=torch.bool)
        advantages = torch.empty(len(rows), 1)
        for i, row in enumerate(rows):
            length = len(row["tokenIds"])
            ids[i, :length] = torch.tensor(row["tokenIds"])
            mask[i, :length] = 1
            predicts[i, row["promptLength"] - 1 : length - 1] = True
            advantages[i] = row["advantage"]
        hidden = self.model.model(input_ids=ids, attention_mask=mask).last_hidden_state[:, :-1][predicts]
        logprobs = -F.cross_entropy(self.model.lm_head(hidden), ids[:, 1:][predicts], reduction="none")
        advantage = advantages.expand_as(predicts)[predicts]
        ratio = torch.exp(logprobs - self.behaviour)
        clipped = ratio.clamp(1 - CLIP_LOW, 1 + CLIP_HIGH)
        return -torch.minimum(ratio * advantage, clipped * advantage).sum() / self.counted

    def take(self, batches):
        self.optimizer.zero_grad()
        for rows in batches:
            self.loss(rows).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.max_norm)
        self.optimizer.step()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--workload", required=True)
    options = parser.parse_args()

    def load():
        step = Step(options.checkpoint, options.workload)

        def answer(request):
            torch.set_num_threads(request["threads"])
            batches = step.micro_batches(request)
            start = time.perf_counter()
            for _ in range(request["steps"]):
                step.take(batches)
            return {"tokens": step.tokens * request["steps"], "seconds": time.perf_counter() - start}

        return answer

    peer.answer_requests(load, {"torch": torch.__version__, "transformers": transformers.__version__})


if __name__ == "__main__":
    main()
