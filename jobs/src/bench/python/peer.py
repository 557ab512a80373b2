"""What every measured process has in common: the protocol, and for those that generate the workload and the threads.

A peer loads what it needs once, says that it is ready and then answers one JSON line for every JSON line that it reads,
until its input ends. Between two requests it waits, so that other contenders have the machine to themselves.
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sequence:
    """One response to sample: the prompt's token ids and how many tokens to make."""

    prompt: list
    length: int


class Workload:
    """The prompts and response lengths of a benchmark, the samples of a prompt next to each other."""

    def __init__(self, path):
        content = json.loads(Path(path).read_text())
        self.prompts = content["prompts"]
        self.lengths = content["lengths"]

    def sequences(self, request):
        """Of the first "prompts" prompts, this process's share: every n-th, all its samples."""
        share = slice(request["part"], request["prompts"], request["processes"])
        return [
            Sequence(prompt, length)
            for prompt, lengths in zip(self.prompts[share], self.lengths[share])
            for length in lengths
        ]


def answer_requests(load, versions):
    """Runs a peer: load() returns the function that makes an answer of a request, both of them dictionaries."""
    # Libraries may print; the protocol keeps the real standard output for itself.
    answers, sys.stdout = sys.stdout, sys.stderr
    answer_one = load()

    def answer(fields):
        answers.write(json.dumps(fields) + "\n")
        answers.flush()

    answer({"ready": True, "versions": {"python": sys.version.split()[0], **versions}})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer(answer_one(request))
        except Exception as error:  # the process goes on: other settings may work
            answer({"error": f"{type(error).__name__}: {error}"})


def serve(load, versions):
    """Runs a peer that generates.

    load(checkpoint) returns the function that answers a request: it takes the sequences and the request, and returns
    the tokens that it made. The clock runs over that call alone. It may return a pair with the seconds, when a part of
    the call should not count.
    """
    import torch

    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--workload", required=True)
    options = parser.parse_args()
    workload = Workload(options.workload)

    def ready():
        generate = load(options.checkpoint)
        return lambda request: measure(generate, workload.sequences(request), request)

    answer_requests(ready, {"torch": torch.__version__, **versions})


def measure(generate, sequences, request):
    import torch

    torch.set_num_threads(request["threads"])
    torch.manual_seed(request["part"])
    if not sequences:
        return {"tokens": 0, "seconds": 0}
    start = time.perf_counter()
    made = generate(sequences, request)
    seconds = time.perf_counter() - start
    if isinstance(made, tuple):
        made, seconds = made
    wanted = sum(sequence.length for sequence in sequences)
    if made != wanted:
        raise RuntimeError(f"made {made} tokens, {wanted} were asked for")
    return {"tokens": made, "seconds": seconds}
