"""Measures steps of TRL's GRPOTrainer: generation with transformers, rewards, and one optimiser step on all completions.

Every completion has the full length: the end of sequence is suppressed. A step's time is that between the trainer's own callbacks,
so loading and set-up do not count.
"""

import argparse
import json
import re
import time
from pathlib import Path

import torch
import transformers
import trl
from datasets import Dataset
from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast, TrainerCallback
from trl import GRPOConfig, GRPOTrainer

import peer


class StepClock(TrainerCallback):
    """Adds up the seconds of optimiser steps."""

    def __init__(self):
        self.seconds = 0
        self.start = 0

    def on_step_begin(self, args, state, control, **_):
        self.start = time.perf_counter()

    def on_step_end(self, args, state, control, **_):
        self.seconds += time.perf_counter() - self.start


class Rounds:
    """GRPO on one workload; a request goes on with the weights that the last one left."""

    def __init__(self, checkpoint, workload, work):
        self.work = work
        self.content = json.loads(Path(workload).read_text())
        self.model = AutoModelForCausalLM.from_pretrained(
            checkpoint, dtype=torch.float32, attn_implementation="sdpa"
        )
        self.tokenizer = PreTrainedTokenizerFast(
            tokenizer_file=str(Path(checkpoint) / "tokenizer.json"),
            pad_token="<pad>",
            eos_token="<eos>",
            padding_side="left",
        )
        self.prompts = Dataset.from_list([{"prompt": prompt} for prompt in self.content["prompts"]])

    def reward(self, completions, **_):
        return [float(re.search(self.content["pattern"], completion) is not None) for completion in completions]

    def trainer(self, steps, rows):
        group, tokens = self.content["group_size"], self.content["new_tokens"]
        samples = len(self.prompts) * group
        return GRPOTrainer(
            model=self.model,
            processing_class=self.tokenizer,
            reward_funcs=self.reward,
            train_dataset=self.prompts,
            args=GRPOConfig(
                output_dir=str(self.work),
                max_steps=steps,
                per_device_train_batch_size=rows,
                gradient_accumulation_steps=samples // rows,
                num_generations=group,
                max_completion_length=tokens,
                generation_kwargs={"min_new_tokens": tokens},
                mask_truncated_completions=False,
                learning_rate=self.content["learning_rate"],
                max_grad_norm=self.content["max_gradient_norm"],
                beta=0.0,
                use_cpu=True,
                bf16=False,
                gradient_checkpointing=False,
                save_strategy="no",
                logging_strategy="no",
                report_to=[],
                disable_tqdm=True,
            ),
        )

    def answer(self, request):
        torch.set_num_threads(request["threads"])
        trainer = self.trainer(request["steps"], request["rows_per_micro_batch"])
        clock = StepClock()
        trainer.add_callback(clock)
        made = []
        generate = self.model.generate

        def counted(*arguments, **options):
            result = generate(*arguments, **options)
            made.append(result.shape[0] * (result.shape[1] - options["input_ids"].shape[1]))
            return result

        self.model.generate = counted
        try:
            trainer.train()
        finally:
            self.model.generate = generate
        return {"tokens": sum(made), "seconds": clock.seconds}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--workload", required=True)
    parser.add_argument("--work", required=True)
    options = parser.parse_args()
    versions = {"torch": torch.__version__, "transformers": transformers.__version__, "trl": trl.__version__}
    peer.answer_requests(lambda: Rounds(options.checkpoint, options.workload, options.work).answer, versions)


if __name__ == "__main__":
    main()
