"""Writes cases.json and constructs.json: what jinja2 makes of the templates here, set up as the transformers library does.

Needs jinja2 3.1: python make_cases.py
"""

import json
import pathlib
import re

import jinja2
import jinja2.ext
import jinja2.nodes
import jinja2.sandbox

from constructs import CONSTRUCTS, VARIABLES

FOLDER = pathlib.Path(__file__).parent
FAMILIES = ["qwen25-like", "qwen3-like", "llama31-like", "macros-like"]
TOKENS = {"bos_token": "<|begin|>", "eos_token": "<|end|>"}


class Generation(jinja2.ext.Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("marked"), [], [], body).set_lineno(line)

    def marked(self, caller):
        return caller()


def fail(message):
    raise jinja2.TemplateError(message)


def to_json(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def environment():
    result = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols]
    )
    result.filters["tojson"] = to_json
    result.globals["raise_exception"] = fail
    result.globals["strftime_now"] = lambda pattern: fail("no clock here")
    return result


def message(role, content, **more):
    return {"role": role, "content": content, **more}


def call(name, arguments, **more):
    return {"type": "function", "function": {"name": name, "arguments": arguments}, **more}


def tool(name, **parameters):
    properties = {key: {"type": kind, "description": f"The {key}."} for key, kind in parameters.items()}
    schema = {"type": "object", "properties": properties, "required": list(parameters)}
    return {"type": "function", "function": {"name": name, "description": f"Does {name} <&>'\".", "parameters": schema}}


SYSTEM = message("system", "Be brief.")
ASK = message("user", "What is 2 + 3?")
ANSWER = message("assistant", "5")
TOOLS = [tool("add", left="integer", right="integer"), tool("größe", of="string")]
CALLS = message("assistant", "", tool_calls=[call("add", {"left": 2, "right": -3.5, "deep": [True, None, {"é": "\n"}]})])
RESULT = message("tool", "-1.5", name="add")
CONVERSATIONS = {
    "one question": [ASK],
    "system and question": [SYSTEM, ASK],
    "answered": [SYSTEM, ASK, ANSWER],
    "several turns": [SYSTEM, ASK, ANSWER, message("user", "And 4?"), message("assistant", "7"), message("user", "Sure?")],
    "without system": [ASK, ANSWER, message("user", "And 4?")],
    "late system": [ASK, message("system", "Now in French."), ASK],
    "white space": [message("system", "\n Be brief. \n\n"), message("user", "  two\n\nlines \n"), message("assistant", "\t5\n")],
    "empty": [message("system", ""), message("user", ""), message("assistant", "")],
    "unicode": [message("user", "Größe 😀 \u00a0 日本語 \u2028 {{ no }} {% no %}"), message("assistant", "é\u0301 𝒳")],
    "call": [SYSTEM, ASK, CALLS, RESULT],
    "call and answer": [ASK, CALLS, RESULT, ANSWER, ASK],
    "two results": [ASK, message("assistant", "Two calls.", tool_calls=[call("add", {"a": 1}), call("add", {})]), RESULT, RESULT],
    "flat call": [ASK, message("assistant", "", tool_calls=[{"name": "add", "arguments": {"a": "b"}}]), RESULT, ANSWER],
    "arguments as text": [ASK, message("assistant", "x", tool_calls=[call("add", '{"a": 1}')]), RESULT],
    "thoughts": [ASK, message("assistant", "<think>\nTwo and three.\n</think>\n\n5"), message("user", "And 4?")],
    "thoughts last": [ASK, message("assistant", "<think>\n\nTwo\nand three.\n</think>\n\n\n5\n")],
    "thoughts apart": [ASK, message("assistant", "5", reasoning_content="\nAdd.\n"), RESULT, message("assistant", "6")],
    "result as question": [ASK, ANSWER, message("user", "<result>\n5\n</result>"), message("assistant", "ok")],
    "unfinished thought": [ASK, message("assistant", "<think>Hmm"), message("assistant", "a</think>b</think>c")],
    "content in parts": [message("user", [{"type": "text", "text": " a "}, {"type": "image"}, {"type": "text", "text": "b"}])],
    "content is none": [ASK, message("assistant", None, tool_calls=[call("add", {})]), RESULT],
    "result as object": [ASK, CALLS, message("tool", {"sum": 5.0, "large": 1e22, "small": 1.5e-7})],
    "named": [message("user", "Hi", name="Ann"), message("critic", "No")],
    "end in parts": [message("user", [{"type": "text", "text": "a"}, {"type": "end"}, {"type": "text", "text": "b"}])],
}


def rendered(template, variables):
    try:
        return {"expected": re.sub("0x[0-9a-f]{6,}", "0x", template.render(**variables))}
    except Exception as problem:  # Whatever jinja2 raises, a message has to be refused here too.
        return {"error": f"{type(problem).__name__}: {problem}"}


def cases(jinja):
    for family in FAMILIES:
        template = jinja.from_string((FOLDER / f"{family}.jinja").read_text())
        for name, messages in CONVERSATIONS.items():
            for tools in (None, TOOLS):
                for prompt in (True, False):
                    variables = {"messages": messages, "tools": tools, "documents": None, "add_generation_prompt": prompt}
                    yield {
                        "template": family,
                        "conversation": name,
                        "with_tools": tools is not None,
                        "add_generation_prompt": prompt,
                        **rendered(template, TOKENS | variables),
                    }


def constructs(jinja):
    for source in CONSTRUCTS:
        try:
            template = jinja.from_string(source)
        except Exception as problem:
            yield {"template": source, "error": f"{type(problem).__name__}: {problem}"}
            continue
        yield {"template": source, **rendered(template, VARIABLES)}


def write(name, content):
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (FOLDER / name).write_text(text + "\n")


if __name__ == "__main__":
    jinja = environment()
    write(
        "cases.json",
        {"tokens": TOKENS, "tools": TOOLS, "conversations": CONVERSATIONS, "cases": list(cases(jinja))},
    )
    write("constructs.json", {"variables": VARIABLES, "constructs": list(constructs(jinja))})
