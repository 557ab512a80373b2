"""Templates of one construct each, for make_cases.py."""

VARIABLES = {
    "text": "  Ab c-Ab\n",
    "plain": "ab,cd,,ef",
    "wide": "a😀é日b",
    "empty": "",
    "number": 7,
    "zero": 0,
    "half": 0.5,
    "big": 1e16,
    "tiny": 0.0000123,
    "whole": 3.0,
    "yes": True,
    "no": False,
    "nothing": None,
    "items": [3, 1, 2],
    "words": ["b", "a", "C"],
    "mixed": [1, "1", 1.0, True, None, [], {}],
    "none_yet": [],
    "people": [
        {"name": "Ann", "age": 30, "tags": ["x"]},
        {"name": "Bo", "age": 25, "tags": []},
        {"name": "Cy", "age": None},
    ],
    "record": {"a": 1, "b": "two", "items": [1], "c": None, "quote": "it's", "both": "'\"\n\\\u00a0é"},
    "no_keys": {},
}

TEXTS = ["", "a", "0", "None"]
VALUES = ["text", "empty", "number", "zero", "half", "yes", "no", "nothing", "items", "none_yet", "record", "no_keys", "missing"]

CONSTRUCTS = [
    # What values look like.
    *(f"{{{{ {value} }}}}" for value in VALUES + ["big", "tiny", "whole", "mixed", "people", "wide"]),
    *(f"{{{{ [{value}] }}}}" for value in VALUES),
    "{{ (1, 'a') }}", "{{ (1,) }}", "{{ () }}", "{{ 1, 2 }}", "{{ {'a': 1, 'b': [none, true]} }}", "{{ {1: 2} }}",
    "{{ 1e100 }}", "{{ 123456789.125 }}", "{{ 0.1 + 0.2 }}", "{{ -0.0 }}", "{{ 1e16 }}", "{{ 9999999999999998.0 }}", "{{ 0.0001 }}",
    "{{ 0.00001 }}", "{{ 5e-324 }}", "{{ 2.2250738585072014e-308 }}", "{{ 9007199254740993 }}", "{{ 99999999999999999999 }}", "{{ 1_000 }}", "{{ 0x10 }}",
    # Truth.
    *(f"{{{{ 'T' if {value} else 'F' }}}}" for value in VALUES),
    *(f"{{{{ {value} and 'x' }}}}|{{{{ {value} or 'y' }}}}|{{{{ not {value} }}}}" for value in VALUES),
    "{{ 'a' if no }}", "{{ ('a' if no) is undefined }}", "{{ 1 if no else 2 if no else 3 }}", "{{ 1 if yes else 2 if no else 3 }}",
    "{{ no or none_yet or 'z' }}", "{{ yes and items and 'z' }}", "{{ not yes or yes }}", "{{ not yes == no }}", "{{ not 1 in items }}",
    "{{ yes or missing.x }}", "{{ no and missing.x }}", "{% if text and not empty %}a{% endif %}", "{% if not nothing is none %}a{% endif %}",
    # Comparisons.
    *(f"{{{{ {left} == {right} }}}}" for left, right in [
        ("1", "'1'"), ("1", "1.0"), ("1", "true"), ("0", "false"), ("'a'", "'a'"), ("none", "missing"), ("missing", "other"), ("none", "none"),
        ("[1]", "[1.0]"), ("[1]", "(1,)"), ("(1, 2)", "(1, 2)"), ("{}", "no_keys"), ("{'a': 1}", "{'a': true}"), ("''", "none"), ("[]", "false"),
        ("items", "[3, 1, 2]"), ("record.a", "1"), ("record.keys()", "record.keys()"), ("9007199254740993", "9007199254740992.0")]),
    "{{ 1 != '1' }}", "{{ 1 < 2 }}", "{{ 2 <= 2.0 }}", "{{ 'a' < 'b' }}", "{{ 'Z' < 'a' }}", "{{ '😀' > '\uffff' }}", "{{ 1 < 'a' }}", "{{ none < 1 }}",
    "{{ [1] < [2] }}", "{{ 1 < 2 < 3 }}", "{{ yes > 0 }}", "{{ 1 > 2 or 3 >= 3 }}", "{{ missing < 1 }}",
    # Membership.
    "{{ 1 in items }}", "{{ '1' in items }}", "{{ 'b' in plain }}", "{{ '' in plain }}", "{{ 1 in plain }}", "{{ 'a' in record }}", "{{ 'z' not in record }}",
    "{{ 1 in record }}", "{{ 'x' in missing }}", "{{ 'x' not in nothing }}", "{{ yes in [1] }}", "{{ none in mixed }}", "{{ (1, 2) in [(1, 2)] }}", "{{ [] in record }}",
    "{{ 'a' in record.keys() }}", "{{ 1 in record.values() }}", "{{ 2 in range(3) }}",
    # Arithmetic.
    "{{ 1 + 2 }}", "{{ 1 + 2.0 }}", "{{ 7 / 2 }}", "{{ 6 / 2 }}", "{{ 7 // 2 }}", "{{ -7 // 2 }}", "{{ 7 % 3 }}", "{{ -7 % 3 }}", "{{ 7 % -3 }}", "{{ 7.5 % 2 }}", "{{ 2 ** 3 }}",
    "{{ 1 / 0 }}", "{{ 1 % 0 }}", "{{ 2 * 'ab' }}", "{{ 'ab' * 2 }}", "{{ [1] * 2 }}", "{{ 'a' * -1 }}", "{{ 'a' + 'b' }}", "{{ 'a' + 1 }}", "{{ 1 + 'a' }}", "{{ [1] + [2] }}",
    "{{ [1] + (2,) }}", "{{ 'a' + missing }}", "{{ 'a' + nothing }}", "{{ yes + yes }}", "{{ -yes }}", "{{ +yes }}", "{{ - 3 }}", "{{ -half }}", "{{ 1 - -1 }}", "{{ 2 - 1 - 1 }}", "{{ 8 / 2 / 2 }}",
    "{{ 1 + 2 * 3 }}", "{{ (1 + 2) * 3 }}", "{{ '%s!' % 'a' }}", "{{ 9223372036854775807 + 1 }}", "{{ -number|abs }}", "{{ -(number|abs) }}", "{{ half * 3 }}", "{{ 3 - half }}", "{{ -7|abs }}",
    # Concatenation.
    "{{ 'a' ~ 1 ~ none ~ yes ~ 1.0 ~ missing ~ [1, 'b'] }}", "{{ 1 ~ 2 + 3 }}", "{{ 1 + 2 ~ 3 }}", "{{ 'a' ~ 2 * 3 }}", "{{ 'a' 'b' \"c\" }}", "{{ 'a' ~ 'b' | upper }}", "{{ ('a' ~ 'b') | upper }}",
    # Literals.
    r"{{ 'a\nb\tc\\d\'e' }}", r'{{ "a\"b" }}', r"{{ '\x41\u00e9\U0001F600' }}", r"{{ '\d\{' }}", r"{{ '\0' }}", r"{{ '\N{DASH}' }}", "{{ 'a\nb' }}", "{{ 'é😀' }}", "{{ '}}' }}{{ '%}' }}",
    "{{ {'a': {'b': 1}}['a']['b'] }}", "{{ [1, 2,] }}", "{{ {'a': 1,} }}", "{{ true }}{{ True }}{{ none }}{{ None }}", "{{ null }}", "{{ TRUE }}", "{{ 'a' if true }}",
    # Attributes and items.
    "{{ record.a }}", "{{ record['a'] }}", "{{ record.zzz }}", "{{ record['zzz'] }}", "{{ record.zzz.y }}", "{{ record.items }}", "{{ record['items'] }}", "{{ record.get }}", "{{ record['get'] }}", "{{ record.keys }}",
    "{{ missing.x }}", "{{ missing['x'] }}", "{{ nothing.x }}", "{{ nothing['x'] }}", "{{ nothing.x.y }}", "{{ text.x }}", "{{ text.upper }}", "{{ text['upper'] }}", "{{ items.x }}", "{{ items.append }}", "{{ items.length }}",
    "{{ number.x }}", "{{ number.real }}", "{{ record.__class__ }}", "{{ text.__len__ }}", "{{ items[0] }}", "{{ items[-1] }}", "{{ items[9] }}", "{{ items[-9] }}", "{{ items['0'] }}", "{{ items.0 }}", "{{ items[1.0] }}", "{{ items[yes] }}",
    "{{ wide[1] }}", "{{ wide[-1] }}", "{{ wide[9] }}", "{{ people[0].name }}", "{{ people[0]['tags'][0] }}", "{{ record[1] }}", "{{ (1, 2)[1] }}", "{{ items[nothing] }}", "{{ items[missing] }}", "{{ record.items()[0] }}", "{{ range(3)[1] }}",
    # Slices.
    *(f"{{{{ {value}[{bounds}] }}}}" for value in ("items", "wide") for bounds in
      ("1:", ":1", "::-1", "-2:", ":-1", "1:2", "::2", "5:", "-9:9", "2:0:-1", ":", "::", "none:2", "0:3:0", "-1:-9:-1", "1:1")),
    "{{ (1, 2, 3)[1:] }}", "{{ record[1:] }}", "{{ missing[1:] }}", "{{ nothing[1:] }}", "{{ items['a':] }}", "{{ people[1:][0].name }}", "{{ range(5)[1:] }}",
    # Methods.
    "{{ text.strip() }}|", "{{ text.lstrip() }}|", "{{ text.rstrip() }}|", "{{ text.strip(' A') }}|", "{{ text.rstrip('\\n') }}|", "{{ text.strip('') }}|", "{{ '\u00a0\u2028\x1fa\u200b'.strip() }}|",
    "{{ plain.split(',') }}", "{{ plain.split(',', 1) }}", "{{ plain.split(',')[-1] }}", "{{ plain.split('.') }}", "{{ 'a.b|c'.split('|') }}", "{{ text.split() }}", "{{ ' a b  c '.split(none, 1) }}", "{{ plain.split('') }}",
    "{{ ''.split(',') }}", "{{ ''.split() }}", "{{ plain.split(',', maxsplit=2) }}", "{{ plain.rsplit(',') }}", "{{ plain.split(',', 0) }}", "{{ plain.splitlines() }}",
    "{{ plain.startswith('ab') }}", "{{ plain.startswith(('x', 'ab')) }}", "{{ plain.endswith('ef') }}", "{{ plain.startswith('') }}", "{{ plain.startswith(1) }}", "{{ number.startswith('a') }}", "{{ missing.startswith('a') }}", "{{ nothing.strip() }}",
    "{{ 'ß ŉ Straße'.upper() }}", "{{ 'İΣ ΑΣ'.lower() }}", "{{ 'hELLO wORLD'.capitalize() }}", "{{ 'hELLO wORLD x-y'.title() }}", "{{ 'ß'.capitalize() }}", "{{ \"it's\".title() }}", "{{ 'a1b'.title() }}",
    "{{ plain.replace(',', ';') }}", "{{ plain.replace(',', ';', 1) }}", "{{ plain.replace('', '-') }}", "{{ 'a.b'.replace('.', '$1') }}", "{{ plain.replace(',') }}", "{{ 'aaa'.replace('aa', 'b') }}",
    "{{ ', '.join(words) }}", "{{ ''.join([]) }}", "{{ ','.join(['', 'a', '']) }}", "{{ ','.join(items) }}", "{{ ','.join('abc') }}", "{{ ','.join(record) }}", "{{ wide.find('b') }}", "{{ wide.find('z') }}", "{{ 'banana'.count('an') }}", "{{ 'aaa'.count('') }}",
    "{{ 'aXb'.removeprefix('a') }}", "{{ 'aXb'.removesuffix('b') }}", "{{ 'aXb'.format() }}", "{{ 'a'.zfill(3) }}", "{{ 'a'.isdigit() }}", "{{ 'a'.encode() }}", "{{ record.get('a') }}", "{{ record.get('z') }}", "{{ record.get('z', 'd') }}", "{{ record.get('c', 'd') }}",
    "{{ record.items() }}", "{{ record.keys() }}", "{{ record.keys() | list }}", "{{ record.values() | list }}", "{{ record.items() | list }}", "{{ record.items() | length }}", "{{ record.pop('a') }}", "{{ record.update({}) }}", "{{ items.append(1) }}", "{{ items.index(1) }}",
    "{{ items.sort() }}", "{{ record.a() }}", "{{ text.matches('a') }}", "{{ text.getClass() }}", "{{ text.length() }}", "{{ items.size() }}", "{{ record.containsKey('a') }}", "{{ text.isEmpty() }}", "{{ text.toString() }}", "{{ items.stream() }}", "{{ text.class }}",
    # Filters.
    "{{ text | trim }}|", "{{ text | trim(' A') }}|", "{{ nothing | trim }}", "{{ missing | trim }}", "{{ number | trim }}", "{{ 'ß' | upper }}", "{{ text | lower }}", "{{ nothing | upper }}", "{{ items | upper }}", "{{ number | string }}", "{{ number | string | length }}",
    "{{ 'hELLO' | capitalize }}", "{{ 'hello world' | title }}", "{{ wide | length }}", "{{ items | length }}", "{{ record | length }}", "{{ missing | length }}", "{{ nothing | length }}", "{{ number | length }}", "{{ items | count }}", "{{ wide | list }}", "{{ record | list }}", "{{ missing | list }}",
    "{{ missing | default('d') }}", "{{ nothing | default('d') }}", "{{ nothing | default('d', true) }}", "{{ empty | default('d', boolean=true) }}", "{{ missing | d }}", "{{ record.zzz | default }}", "{{ missing.x | default('d') }}", "{{ 0 | default(1) }}",
    "{{ items | first }}", "{{ items | last }}", "{{ none_yet | first }}", "{{ none_yet | last }}", "{{ wide | first }}", "{{ wide | last }}", "{{ record | first }}", "{{ missing | first }}", "{{ nothing | first }}", "{{ missing | last }}",
    "{{ items | reverse | list }}", "{{ wide | reverse }}", "{{ items | reverse }}", "{{ record | items | list }}", "{{ missing | items | list }}", "{{ nothing | items | list }}", "{% for k, v in record | items %}{{ k }}={{ v }};{% endfor %}",
    "{{ items | join }}", "{{ items | join(', ') }}", "{{ mixed | join('|') }}", "{{ 'abc' | join('-') }}", "{{ people | join(', ', attribute='name') }}", "{{ missing | join(',') }}", "{{ nothing | join(',') }}", "{{ items | join(1) }}", "{{ [missing, 1] | join(',') }}",
    "{{ plain | replace(',', ';') }}", "{{ plain | replace(',', ';', 2) }}", "{{ number | replace(7, 8) }}", "{{ 'a.b' | replace('.', '\\\\') }}", "{{ plain | replace('', '-') }}",
    "{{ record | tojson }}", "{{ mixed | tojson }}", "{{ record | tojson(indent=2) }}", "{{ record | tojson(indent=4) | length }}", "{{ people | tojson(indent=1) }}", "{{ none_yet | tojson(indent=4) }}", "{{ no_keys | tojson(indent=4) }}", "{{ [[], {}] | tojson(indent=2) }}", "{{ half | tojson }}",
    "{{ big | tojson }}", "{{ '</script>&\\'\"\x7f\x01é😀\u2028' | tojson }}", "{{ 'é😀\x7f' | tojson(ensure_ascii=true) }}", "{{ record | tojson(sort_keys=true) }}", "{{ record | tojson(separators=(',', ':')) }}", "{{ items | tojson(false, 2) }}", "{{ items | tojson(indent='--') }}",
    "{{ items | tojson(indent=0) }}", "{{ missing | tojson }}", "{{ (1, 2) | tojson }}", "{{ record.items() | tojson }}", "{{ nothing | tojson }}", "{{ 'a' | tojson(nonsense=1) }}", "{{ text | tojson }}",
    "{{ 3 | abs }}", "{{ half | abs }}", "{{ 'a' | abs }}", "{{ '12' | int }}", "{{ ' -3 ' | int }}", "{{ 'xyz' | int }}", "{{ 'xyz' | int(default=5) }}", "{{ 2.9 | int }}", "{{ nothing | int }}", "{{ '2.9' | int }}", "{{ yes | int }}", "{{ missing | int }}", "{{ '٣' | int }}",
    "{{ people | map(attribute='name') | join(',') }}", "{{ people | map(attribute='tags.0') | list }}", "{{ people | map(attribute='tags', default='-') | list }}", "{{ words | map('upper') | list }}", "{{ items | map('string') | join }}", "{{ words | map('nosuch') | list }}", "{{ none | map('upper') | list }}",
    "{{ people | selectattr('age') | map(attribute='name') | list }}", "{{ people | selectattr('age', 'equalto', 25) | list }}", "{{ people | rejectattr('age', 'none') | list | length }}", "{{ people | selectattr('name', 'in', ['Ann']) | list | length }}", "{{ people | selectattr('tags', 'undefined') | list | length }}",
    "{{ items | select('odd') | list }}", "{{ items | reject('odd') | list }}", "{{ mixed | select | list }}", "{{ mixed | select('string') | list }}", "{{ items | select('>', 1) | list }}", "{{ items | select('gt', 1) | list }}", "{{ items | select('nosuch') | list }}", "{{ items | select('odd') | length }}",
    "{{ items | select('odd') | first }}", "{{ items | select('odd') }}", "{% set odd = items | select('odd') %}{{ odd | list }}{{ odd | list }}", "{% set odd = none_yet | select('odd') %}{{ 'T' if odd else 'F' }}", "{{ items | map('string') | last }}", "{{ items | select('odd') | tojson }}",
    "{{ items | sort }}", "{{ items | sum }}", "{{ items | max }}", "{{ words | unique | list }}", "{{ text | wordcount }}", "{{ text | safe }}", "{{ 'a<' ~ ('<b' | safe) ~ '<' }}", "{{ 'a<' + ('<b' | safe) }}", "{{ ('a' | safe) == 'a' }}", "{{ 'T' if '' | safe else 'F' }}", "{{ 'a' | safe is string }}", "{{ ('<' | safe).replace('<', '>') }}", "{{ ['<' | safe] | join('<') }}", "{{ ['<' | safe] }}", "{{ record | tojson | safe }}", "{{ 'a' in ['a' | safe] }}", "{{ ('a' | safe)[0] }}", "{% for c in 'ab' | safe %}{{ c }}{% endfor %}", "{{ '<' | e }}", "{{ '<' | escape }}", "{{ half | round }}", "{{ record | dictsort }}", "{{ text | indent }}", "{{ items | batch(2) | list }}",
    "{{ text | nosuch }}", "{{ record | xmlattr }}", "{{ '%s' | format(1) }}", "{{ record | attr('a') }}", "{{ items | length | string ~ 'x' }}", "{{ text | trim | upper | lower }}", "{{ items | join(',') | length }}", "{{ 'a' | truncate(1) }}", "{{ 'a' | center(5) }}",
    # Tests.
    *(f"{{{{ {value} is {test} }}}}" for value in VALUES for test in
      ("defined", "undefined", "none", "string", "number", "integer", "float", "boolean", "mapping", "iterable", "sequence", "true", "false")),
    "{{ missing is not defined }}", "{{ text is not string }}", "{{ record.zzz is defined }}", "{{ record.c is defined }}", "{{ missing.x is defined }}", "{{ 3 is odd }}", "{{ 4 is even }}", "{{ -3 is odd }}", "{{ 6 is divisibleby 3 }}", "{{ 6 is divisibleby(4) }}",
    "{{ 1 is eq 1 }}", "{{ 1 is equalto('1') }}", "{{ 1 is in [1] }}", "{{ 'a' is in 'abc' }}", "{{ 1 is not in items }}", "{{ 1 is lt 2 }}", "{{ 2 is ge 2 }}", "{{ 1 is sameas 1 }}", "{{ text is callable }}", "{{ 'A' is upper }}", "{{ 'a' is lower }}", "{{ text is nosuch }}", "{{ text is filter }}",
    "{{ 1 + 1 is odd }}", "{{ (1 + 1) is even }}", "{{ not missing is defined }}", "{{ text is string and number is number }}", "{{ 'y' if missing is defined else 'n' }}", "{{ text is defined is true }}", "{{ items | length is odd }}", "{{ raise_exception is defined }}", "{{ strftime_now is defined }}",
    "{{ strftime_now is not defined }}", "{{ range is defined }}", "{{ range }}", "{{ raise_exception }}", "{{ record.items() is iterable }}", "{{ items | map('string') is iterable }}", "{{ none is true }}", "{{ 1 is true }}",
    # Functions.
    "{{ range(3) | list }}", "{{ range(1, 4) | list }}", "{{ range(5, 0, -2) | list }}", "{{ range(0) | list }}", "{{ range(3) }}", "{{ range(200000) | length }}", "{{ range(1.0) }}", "{{ dict(a=1, b='x') }}", "{{ dict({'z': 1}, a=2) }}", "{{ dict([('a', 1)]) }}", "{{ namespace(a=1).a }}",
    "{{ namespace({'a': 2}).a }}", "{{ namespace() }}", "{{ raise_exception('No ' ~ 1 ~ '.') }}", "{{ raise_exception() }}", "{{ nosuch(1) }}", "{{ cycler(1, 2) }}", "{{ joiner(',') }}", "{{ items() }}", "{{ 'a'() }}", "{{ range(*items) }}", "{{ dict(**record) }}",
    # Setting.
    "{% set a = 1 %}{{ a }}", "{% set a = 1, 2 %}{{ a }}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% set a %}x {{ number }}{% endset %}[{{ a }}]", "{% set a | upper | trim %} x {% endset %}[{{ a }}]", "{% set a = missing %}{{ a is defined }}", "{% set a = none %}{{ a }}", "{% set text = 'x' %}{{ text }}",
    "{% set number = number + 1 %}{{ number }}", "{% if yes %}{% set a = 1 %}{% endif %}{{ a }}", "{% if no %}{% set number = 1 %}{% endif %}{{ number }}", "{% set a = [] %}{% set b = a %}{{ a == b }}", "{% set loop = 1 %}{{ loop }}", "{% set range = 1 %}{{ range }}", "{% set items.x = 1 %}", "{% set missing.x = 1 %}",
    "{% set ns = namespace(n=0) %}{% for i in items %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}", "{% set ns = namespace() %}{{ ns.x }}|{{ ns.x is defined }}|{{ ns['x'] }}", "{% set ns = namespace(a=1) %}{% set ns.b = 2 %}{{ ns.a + ns['b'] }}", "{% set ns = namespace() %}{{ ns is mapping }}{{ 'T' if ns else 'F' }}",
    "{% set a %}{% set b = 1 %}{{ b }}{% endset %}{{ a }}{{ b }}", "{% set a = 1 %}{% set c %}{% set a = 2 %}{{ a }}{% endset %}{{ c }}{{ a }}", "{% set div = 1 %}{{ div }}", "{% set empty = 2 %}{% set eq = 3 %}{{ empty }}{{ eq }}", "{% set c1 = 5 %}{% set state = 6 %}{{ c1 }}{{ state }}",
    # Scopes.
    "{% set a = 0 %}{% for i in items %}{{ a }}{% set a = i %}{{ a }}{% endfor %}{{ a }}", "{% for i in items %}{% if loop.first %}{% set a = 1 %}{% endif %}[{{ a }}]{% endfor %}", "{% for i in items %}{% set b = i %}{% endfor %}{{ b is defined }}", "{% for number in items %}{{ number }}{% endfor %}{{ number }}",
    "{% for i in items %}{% for i in 'ab' %}{{ i }}{% endfor %}{{ i }}{% endfor %}", "{% for a in items %}{% for b in items %}{% if b == 1 %}{% set c = a %}{% endif %}{{ c }}{% endfor %}{{ c }};{% endfor %}", "{% for i in items %}{{ text }}{% endfor %}{% set text = 1 %}{{ text }}",
    "{% for i in items %}{% for j in [1] %}{{ number }}{% endfor %}{% set number = i %}{{ number }}{% endfor %}", "{% for i in [1] %}{% set number = number + 1 %}{{ number }}{% endfor %}{{ number }}", "{% for x in items %}{% endfor %}{{ x }}{{ loop }}", "{% if yes %}{% for i in items %}{% set q = i %}{% endfor %}{% endif %}{{ q }}",
    # Loops.
    "{% for i in items %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.depth }};{% endfor %}", "{% for i in items %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }}|{{ loop.nextitem is defined }};{% endfor %}",
    "{% for i in none_yet %}a{% else %}b{% endfor %}", "{% for i in items %}a{% else %}b{% endfor %}", "{% for i in missing %}a{% else %}b{% endfor %}", "{% for i in nothing %}a{% endfor %}", "{% for i in number %}a{% endfor %}", "{% for c in wide %}{{ c }}.{% endfor %}", "{% for k in record %}{{ k }}{% endfor %}",
    "{% for k, v in record.items() %}{{ k }}:{{ v }};{% endfor %}", "{% for (k, v) in record.items() %}{{ k }}{% endfor %}", "{% for a, b in [[1, 2], (3, 4)] %}{{ a }}{{ b }}{% endfor %}", "{% for a, b in [[1]] %}{% endfor %}", "{% for a, b in ['xy'] %}{{ a }}-{{ b }}{% endfor %}", "{% for a in 1, 2 %}{{ a }}{% endfor %}",
    "{% for i in items if i > 1 %}{{ i }}{{ loop.index }}{{ loop.last }}{% endfor %}", "{% for i in items if i > 5 %}a{% else %}b{% endfor %}", "{% for p in people if p.age is not none %}{{ p.name }}{% endfor %}", "{% for i in items recursive %}{{ i }}{% endfor %}", "{% for i in range(3) %}{{ i }}{% endfor %}",
    "{% for i in items %}{% if i == 1 %}{% break %}{% endif %}{{ i }}{% endfor %}", "{% for i in items %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}", "{% for i in items %}{% if i == 1 %}x{% break %}y{% endif %}z{% endfor %}w", "{% for i in items %}a{% if yes %}{% if i == 1 %}{% continue %}{% endif %}b{% endif %}c{% endfor %}",
    "{% for i in items %}{% for j in items %}{% if j == 1 %}{% break %}{% endif %}{{ j }}{% endfor %}{{ i }}{% endfor %}", "{% for i in items %}{% break %}{% else %}e{% endfor %}", "{% for i in items %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% else %}e{% endfor %}", "{% for i in items %}{% continue %}{% else %}e{% endfor %}", "{% break %}", "{% for i in items %}{% for j in [] %}{% else %}{% if i == 1 %}{% continue %}{% endif %}n{% endfor %}{{ i }}{% endfor %}",
    "{% for i in items %}{{ loop.cycle('a', 'b') }}{% endfor %}", "{% for i in items %}{{ loop.changed(i) }}{% endfor %}", "{% for i in items %}{{ loop.nosuch }}{% endfor %}", "{% for i in items %}{% set x = loop.index %}{% for j in 'ab' %}{{ x }}{{ loop.index }}{% endfor %}{{ loop.index }};{% endfor %}", "{{ loop.index }}", "{{ loop is defined }}",
    "{% for i in items | select('odd') %}{{ i }}{{ loop.last }}{{ loop.length }}{% endfor %}", "{% for i in [missing, none, 0, ''] %}[{{ i }}]{{ i is defined }}{% endfor %}", "{% for i in items if i == number or loop %}{% endfor %}", "{% set ns = namespace(x=2) %}{% for i in items if i < ns.x %}{{ i }}{% set ns.x = 0 %}{% endfor %}",
    "{% for i in items %}{% set t %}{{ loop.index }}{% endset %}{{ t }}{% endfor %}", "{% for m in people[::-1] %}{{ m.name }}{{ loop.index0 }}{% endfor %}",
    # Macros.
    "{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(b=4, a=5) }}{{ m() }}", "{% macro m(a) %}[{{ a }}]{% endmacro %}{{ m(1, 2) }}", "{% macro m(a) %}[{{ a }}]{% endmacro %}{{ m(z=1) }}", "{% macro m(a, b=a) %}{{ b }}{% endmacro %}{{ m(3) }}", "{% macro m(a=1) %}{{ a }}{% endmacro %}{{ m(none) }}{{ m(missing) }}",
    "{% macro m() %}{{ i }}{% endmacro %}{% for i in items %}{{ m() }}{% endfor %}", "{% macro m() %}{{ late }}{% endmacro %}{% set late = 1 %}{{ m() }}{% set late = 2 %}{{ m() }}", "{% macro m(n) %}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{{ n }}{% endmacro %}{{ m(3) }}", "{% macro m(a) %}{% if a %}{{ m() }}{% endif %}<{{ a }}>{% endmacro %}{{ m(1) }}",
    "{% macro m() %}{% set number = 1 %}{{ number }}{% endmacro %}{{ m() }}{{ number }}", "{% macro m() %} x {% endmacro %}[{{ m() | trim }}]", "{{ m() }}{% macro m() %}x{% endmacro %}", "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}x{% endcall %}", "{% macro m() %}{{ varargs }}{% endmacro %}{{ m(1) }}", "{% macro m() %}x{% endmacro %}{{ m }}",
    "{% for i in items %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}", "{% macro m(items) %}{% for i in items %}{{ i }}{% endfor %}{% endmacro %}{{ m([1]) }}{{ m('ab') }}", "{% macro m() %}{% for i in items %}{% if i == 1 %}{% break %}{% endif %}{{ i }}{% endfor %}{% endmacro %}{% for j in 'ab' %}{{ m() }}{{ j }}{% endfor %}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}x{% endif %}{% endmacro %}{{ m(200) | length }}", "{% macro m(n) %}{% if n %}{{ m(n - 1) }}x{% endif %}{% endmacro %}{{ m(45) | length }}", "{% macro m(x) %}{{ x.a }}{% endmacro %}{{ m({'a': 1}) }}", "{% if yes %}{% macro m() %}x{% endmacro %}{% endif %}{{ m() }}", "{% if no %}{% macro m() %}x{% endmacro %}{% endif %}{{ m() }}", "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}x{% endmacro %}{{ a() }}",
    # White space.
    "a {% if yes %} b {% endif %} c", "a\n  {% if yes %}\n  b\n  {% endif %}\n  c\n", "a\n  {%- if yes -%}\n  b\n  {%- endif -%}\n  c\n", "a\n  {%+ if yes +%}\n  b\n  {%+ endif +%}\n  c\n", "  {{ number }}\n  {{- number }}\n  {{ number -}}  \n x", "a {# c #} b\n {# d #}\n e {#- f -#} g\n {#+ h +#}\n i", "x\n\n{% if yes %}\n\ny{% endif %}\n\n",
    "\n\n", "\n", "", "a\r\nb\rc\n{% if yes %}\r\nd{% endif %}", "{% if yes %}a{% endif %}  {% if yes %}b{% endif %}\n  {% if yes %}c{% endif %}  ", "\t {% if yes %}a{% endif %}\t{% if yes %}\n\tb{% endif %}", "\u00a0{% if yes %}a{% endif %}\u00a0\n", "a\u00a0\u2003{%- if yes -%}\u2003\u00a0b{% endif %}", "{{ '  ' }}{% if yes %} {% endif %}",
    "  {% raw %}  {{ x }} {% y %}\n{% endraw %}\n  z", " {%- raw -%}  {{ x }}\n  {%- endraw -%}  z", "{% raw %}{# c #}{% endraw %}", "{ {# c #}{ {{ '{' }}{ {", "{% if yes -%}\n\n a{% endif %}", "a\n{% set x = 1 %}\nb\n    {% set y = 2 %}\n    c", "{{- number -}}", "a  {{- '' -}}  b", "{{ number }}\n", "{%if yes%}a{%endif%}", "{{number}}{{'a'}}", "{{ number -}}\n{% if yes %}a{% endif %}",
    "{% for i in items %}\n  {{ i }}\n{% endfor %}\n", "{% for i in items -%}\n  {{ i }},\n{%- endfor %}\n", "{% if yes %}\n{% endif %}\n\n{% if yes %}\n{% endif %}", "a {%+ if yes %}\nb{% endif +%}\nc", "{# a #}\n{# b #}\nc", "  {# a #}  b", "{{ '{{' }} {{ '{%' }}", "$ \\ \\n ' \" #{x} ${x} % } }} %}", "\\{{ number }}", "{{ \"a\\\\\" }}b", "text with 'quotes {{ number }} and \"more",
    # Statements that stand alone.
    "{% if yes %}a{% elif missing.x %}b{% endif %}", "{% if no %}a{% elif yes %}b{% elif yes %}c{% else %}d{% endif %}", "{% if no %}a{% else %}d{% endif %}", "{% if yes %}", "{% endif %}", "{% if %}a{% endif %}", "{% if yes %}{% else %}{% elif no %}{% endif %}", "{% with a = 1 %}{{ a }}{% endwith %}", "{% filter upper %}a{% endfilter %}",
    "{% do items %}", "{% include 'x' %}", "{% import 'x' as y %}", "{% extends 'x' %}", "{% block a %}b{% endblock %}", "{% nosuch %}", "{% autoescape true %}a{% endautoescape %}", "{% generation %}a{% set number = 1 %}{{ number }}{% endgeneration %}{{ number }}", "{% for i in items %}{% generation %}{{ loop.index }}{{ i }}{% endgeneration %}{% endfor %}",
    "{% unless yes %}a{% endunless %}", "{% cycle 'a', 'b' %}", "{% ifchanged number %}a{% endifchanged %}", "{{", "{% ", "{{ 1 + }}", "{{ (1 }}", "{{ 1) }}", "{# never", "{{ yes ? 1 : 2 }}", "{{ yes && no }}", "{{ yes || no }}", "{{ !yes }}", "{{ 1 eq 1 }}", "{{ 5 mod 3 }}", "{{ 5 div 2 }}", "{{ empty items }}", "{{ text matches 'a' }}", "{{ a:b }}", "{{ a = 1 }}",
    "{{ 1 = 1 }}", "{{ items[0 }}", "{{ 'abc }}", "{{ number; }}", "{{ @ }}", "{{ größe }}", "{{ x y }}", "{{ }}", "{{ , }}", "{% set x %}", "{% set = 1 %}", "{% for in x %}{% endfor %}", "{% for x items %}{% endfor %}", "{% else %}", "{% for i in items %}{{ i }}", "{{ self }}", "{{ super() }}", "{{ self.x() }}", "{{ documents }}", "{{ add_generation_prompt }}",
]
