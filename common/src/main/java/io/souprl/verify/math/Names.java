package io.souprl.verify.math;

import java.util.Map;
import java.util.Set;

/** What names mean in LaTeX and in plain notation. */
final class Names {
  static final Set<String> FUNCTIONS =
      Set.of(
          "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh",
          "tanh", "log", "ln", "lg", "exp", "max", "min", "gcd", "lcm", "det", "deg", "asin",
          "acos", "atan", "sgn", "arg", "lim", "sup", "inf");

  static final Map<String, String> OPERATORS =
      Map.ofEntries(
          Map.entry("cdot", "*"),
          Map.entry("times", "*"),
          Map.entry("ast", "*"),
          Map.entry("div", "/"),
          Map.entry("pm", "±"),
          Map.entry("mp", "±"),
          Map.entry("cup", "∪"),
          Map.entry("cap", "∩"),
          Map.entry("setminus", "∖"),
          Map.entry("colon", ":"),
          Map.entry("mid", "|"),
          Map.entry("vert", "|"),
          Map.entry("lvert", "|"),
          Map.entry("rvert", "|"),
          Map.entry("circ", "°"),
          Map.entry("degree", "°"),
          Map.entry("prime", "'"));

  static final Map<String, String> RELATIONS =
      Map.ofEntries(
          Map.entry("le", "<="),
          Map.entry("leq", "<="),
          Map.entry("leqslant", "<="),
          Map.entry("ge", ">="),
          Map.entry("geq", ">="),
          Map.entry("geqslant", ">="),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("ne", "!="),
          Map.entry("neq", "!="),
          Map.entry("approx", "≈"),
          Map.entry("simeq", "≈"),
          Map.entry("doteq", "≈"),
          Map.entry("in", "∈"),
          Map.entry("equiv", "≡"));

  static final Map<Character, String> CHARACTERS =
      Map.ofEntries(
          Map.entry('×', "*"),
          Map.entry('·', "*"),
          Map.entry('⋅', "*"),
          Map.entry('÷', "/"),
          Map.entry('−', "-"),
          Map.entry('–', "-"),
          Map.entry('±', "±"),
          Map.entry('∪', "∪"),
          Map.entry('∩', "∩"),
          Map.entry('°', "°"),
          Map.entry('%', "%"),
          Map.entry('+', "+"),
          Map.entry('-', "-"),
          Map.entry('*', "*"),
          Map.entry('/', "/"),
          Map.entry('^', "^"),
          Map.entry('_', "_"),
          Map.entry('!', "!"),
          Map.entry('|', "|"),
          Map.entry(':', ":"),
          Map.entry('\'', "'"),
          Map.entry('&', "&"));

  static final Map<Character, String> RELATION_CHARACTERS =
      Map.of('=', "=", '<', "<", '>', ">", '≤', "<=", '≥', ">=", '≠', "!=", '≈', "≈", '∈', "∈");

  /** Commands that change the look only. */
  static final Set<String> SILENT =
      Set.of(
          "left",
          "right",
          "big",
          "Big",
          "bigg",
          "Bigg",
          "bigl",
          "bigr",
          "Bigl",
          "Bigr",
          "biggl",
          "biggr",
          "Biggl",
          "Biggr",
          "quad",
          "qquad",
          "displaystyle",
          "textstyle",
          "limits",
          "boxed",
          "fbox",
          "phantom",
          "hspace",
          "nolimits",
          "thinspace",
          "space",
          "enspace");

  /** Commands whose argument is text. */
  static final Set<String> TEXT =
      Set.of(
          "text",
          "mbox",
          "textbf",
          "textit",
          "textrm",
          "texttt",
          "mathrm",
          "operatorname",
          "rm",
          "mathsf",
          "textnormal",
          "emph",
          "hbox",
          "textsf");

  /** Commands that set a letter upright, which may be a name: {@code \\mathrm{e}}. */
  static final Set<String> UPRIGHT = Set.of("mathrm", "rm", "operatorname", "textbf", "textit");

  /** What may stand before an amount of money. */
  static final Set<String> CURRENCIES =
      Set.of("rs.", "rs", "usd", "us$", "\\$", "eur", "inr", "aud", "cad", "gbp", "€", "£", "hk$");

  /** Commands that decorate a symbol. */
  static final Set<String> DECORATIONS =
      Set.of(
          "mathbf",
          "mathbb",
          "mathcal",
          "mathit",
          "boldsymbol",
          "vec",
          "hat",
          "bar",
          "overline",
          "widehat",
          "tilde",
          "mathfrak",
          "bm",
          "overrightarrow",
          "underline",
          "mathop");

  static final Set<String> LETTERS =
      Set.of(
          "alpha",
          "beta",
          "gamma",
          "delta",
          "epsilon",
          "varepsilon",
          "zeta",
          "eta",
          "theta",
          "vartheta",
          "iota",
          "kappa",
          "lambda",
          "mu",
          "nu",
          "xi",
          "rho",
          "sigma",
          "tau",
          "upsilon",
          "phi",
          "varphi",
          "chi",
          "psi",
          "omega",
          "Gamma",
          "Delta",
          "Theta",
          "Lambda",
          "Xi",
          "Pi",
          "Sigma",
          "Upsilon",
          "Phi",
          "Psi",
          "Omega",
          "ell",
          "emptyset",
          "varnothing",
          "Re",
          "Im",
          "hbar",
          "partial",
          "nabla",
          "angle",
          "triangle",
          "ldots",
          "dots",
          "cdots",
          "dotsc");

  /** Units of one to three letters; longer words behind a number are units anyway. */
  static final Set<String> UNITS =
      Set.of(
          "cm", "mm", "km", "dm", "nm", "kg", "mg", "lb", "lbs", "oz", "ft", "yd", "mi", "min",
          "sec", "hr", "hrs", "mph", "kmh", "ml", "sq", "cu", "pm", "am", "pct", "usd", "eur", "gm",
          "deg", "rad", "mL", "kJ", "Hz", "kW", "mol", "day", "men", "way", "per");

  static final Map<String, Integer> NUMBER_WORDS =
      Map.ofEntries(
          Map.entry("zero", 0),
          Map.entry("one", 1),
          Map.entry("two", 2),
          Map.entry("three", 3),
          Map.entry("four", 4),
          Map.entry("five", 5),
          Map.entry("six", 6),
          Map.entry("seven", 7),
          Map.entry("eight", 8),
          Map.entry("nine", 9),
          Map.entry("ten", 10),
          Map.entry("eleven", 11),
          Map.entry("twelve", 12),
          Map.entry("twenty", 20),
          Map.entry("hundred", 100));

  private Names() {}
}
