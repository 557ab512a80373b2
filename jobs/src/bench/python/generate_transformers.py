"""Measures the transformers library: model.generate on static batches, and its own continuous batching.

A request's "engine" is "generate" or "continuous-batching".
"""

import time

import torch
import transformers
from transformers import AutoModelForCausalLM, GenerationConfig, StoppingCriteria, StoppingCriteriaList
from transformers.generation.configuration_utils import ContinuousBatchingConfig

import peer

PADDING = 0
NO_END = -1


class Lengths(StoppingCriteria):
    """Ends every row at its own length; the batch ends with its longest row."""

    def __init__(self, context, lengths):
        self.ends = torch.tensor(lengths) + context

    def __call__(self, input_ids, scores, **kwargs):
        return self.ends <= input_ids.shape[1]


def sampling(longest):
    return GenerationConfig(
        do_sample=True,
        temperature=1.0,
        top_k=0,
        top_p=1.0,
        max_new_tokens=longest,
        pad_token_id=PADDING,
    )


@torch.inference_mode()
def static_batches(model, sequences, request):
    made = 0
    size = request["batch_size"]
    for start in range(0, len(sequences), size):
        batch = sequences[start : start + size]
        context = max(len(sequence.prompt) for sequence in batch)
        lengths = [sequence.length for sequence in batch]
        ids = torch.full((len(batch), context), PADDING)
        mask = torch.zeros((len(batch), context), dtype=torch.long)
        for row, sequence in enumerate(batch):
            ids[row, context - len(sequence.prompt) :] = torch.tensor(sequence.prompt)
            mask[row, context - len(sequence.prompt) :] = 1
        output = model.generate(
            input_ids=ids,
            attention_mask=mask,
            generation_config=sampling(max(lengths)),
            stopping_criteria=StoppingCriteriaList([Lengths(context, lengths)]),
        )
        made += sum(min(length, output.shape[1] - context) for length in lengths)
    return made


def continuous_batching(model, sequences, request):
    size, page = request["batch_size"], request["page_size"]
    longest = max(sequence.length for sequence in sequences)
    pages = 1 + max(len(sequence.prompt) + sequence.length for sequence in sequences) // page
    manager = model.init_continuous_batching(
        generation_config=sampling(longest),
        # Left to itself the library takes nine tenths of the machine's memory for the cache.
        continuous_batching_config=ContinuousBatchingConfig(
            page_size=page,
            num_blocks=2 * size * pages,
            max_batch_tokens=max(size, request["tokens_per_step"]),
            max_requests_per_batch=size,
            auto_switch_to_flash=False,
            seed=0,
        ),
    )
    try:
        manager.start()
        start = time.perf_counter()
        wanted = {
            manager.add_request(sequence.prompt, max_new_tokens=sequence.length, eos_token_id=NO_END): sequence.length
            for sequence in sequences
        }
        made = 0
        while wanted:
            result = manager.get_result(timeout=1)
            if result is None and not manager.is_running():
                raise RuntimeError(f"continuous batching stopped: {manager.background_thread_status.fatal_error}")
            if result is not None and result.is_finished():
                if result.error:
                    raise RuntimeError(result.error)
                made += min(wanted.pop(result.request_id), len(result.generated_tokens))
        return made, time.perf_counter() - start
    finally:
        manager.stop(block=True)
        manager.destroy()


def load(checkpoint):
    model = AutoModelForCausalLM.from_pretrained(
        checkpoint, dtype=torch.float32, attn_implementation="sdpa"
    ).eval()
    engines = {"generate": static_batches, "continuous-batching": continuous_batching}
    return lambda sequences, request: engines[request["engine"]](model, sequences, request)


if __name__ == "__main__":
    peer.serve(load, {"transformers": transformers.__version__})
