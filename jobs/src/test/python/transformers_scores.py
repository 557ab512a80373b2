"""What the transformers library computes for a checkpoint.

Reads {"sequences": [[token id]], "temperature": t}; writes the logits of every position, the log-probability of every
token after the first given those before it, the class of the model, and the names of weights that the checkpoint lacks
or has too many.
"""

import json
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def main(directory):
    answers, sys.stdout = sys.stdout, sys.stderr
    request = json.load(sys.stdin)
    torch.set_num_threads(1)
    model, loading = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32, output_loading_info=True)
    model.eval()
    tokenizer = AutoTokenizer.from_pretrained(directory)
    logits, logprobs = [], []
    with torch.inference_mode():
        for sequence in request["sequences"]:
            ids = torch.tensor(sequence)
            scores = model(ids[None]).logits[0]
            chosen = (scores[:-1] / request["temperature"]).log_softmax(-1).gather(1, ids[1:, None])[:, 0]
            logits.append(scores.tolist())
            logprobs.append(chosen.tolist())
    json.dump(
        {
            "class": type(model).__name__,
            "vocabulary": len(tokenizer),
            "missing": sorted(loading["missing_keys"]),
            "unexpected": sorted(loading["unexpected_keys"]),
            "mismatched": sorted(map(str, loading["mismatched_keys"])),
            "logits": logits,
            "logprobs": logprobs,
        },
        answers,
    )


if __name__ == "__main__":
    main(sys.argv[1])
