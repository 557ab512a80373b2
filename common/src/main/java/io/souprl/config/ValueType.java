package io.souprl.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How the values of a Java type are read from YAML, written to it, and described. */
sealed interface ValueType {

  /** The Java value, or a refusal that says what is wrong with it. */
  Object parse(YamlValue value) throws RefusedValue;

  /** The value as canonical YAML. */
  default String format(Object value) {
    return value.toString();
  }

  /** What is allowed, such as "a whole number, 2 or more". */
  String description();

  /** The type of a record component. */
  static ValueType of(Type type, Range range) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return new ListOf(of(list.getActualTypeArguments()[0], range));
    }
    if (type == int.class || type == Integer.class) {
      return new WholeNumber(range, Integer.SIZE);
    }
    if (type == long.class || type == Long.class) {
      return new WholeNumber(range, Long.SIZE);
    }
    if (type == double.class || type == Double.class) {
      return new DecimalNumber(range);
    }
    if (type == boolean.class) {
      return new TrueOrFalse();
    }
    if (type == String.class) {
      return new Text();
    }
    if (type instanceof Class<?> choice && choice.isEnum()) {
      return new Choice(choice);
    }
    throw new IllegalArgumentException("Cannot hold a configuration value in " + type);
  }

  private static String scalar(YamlValue value, String wanted) throws RefusedValue {
    if (value instanceof YamlValue.Scalar scalar) {
      return scalar.text();
    }
    throw new RefusedValue(value.text() + " is not " + wanted);
  }

  /** An {@code int} or a {@code long}; digits may be grouped by underscores. */
  record WholeNumber(Range range, int bits) implements ValueType {
    private static final Pattern DIGITS = Pattern.compile("[-+]?(0|[1-9][0-9]*(_[0-9]+)*)");

    @Override
    public Object parse(YamlValue value) throws RefusedValue {
      String text = scalar(value, "a whole number");
      if (!DIGITS.matcher(text).matches()) {
        throw new RefusedValue("'" + text + "' is not a whole number");
      }
      BigInteger number = new BigInteger(text.replace("_", ""));
      if (number.bitLength() >= bits || !range.contains(number.doubleValue())) {
        throw new RefusedValue(
            text + " is out of range",
            number.bitLength() >= bits ? "It needs more than " + bits + " bits. " : "");
      }
      return bits == Integer.SIZE ? (Object) number.intValue() : (Object) number.longValue();
    }

    @Override
    public String description() {
      return "a whole number" + range.text();
    }
  }

  /** A finite {@code double}. */
  record DecimalNumber(Range range) implements ValueType {
    private static final Pattern DECIMAL =
        Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

    @Override
    public Object parse(YamlValue value) throws RefusedValue {
      String text = scalar(value, "a number");
      if (!DECIMAL.matcher(text).matches()) {
        throw new RefusedValue("'" + text + "' is not a number");
      }
      double number = Double.parseDouble(text) + 0.0; // -0.0 becomes 0.0
      if (!Double.isFinite(number) || !range.contains(number)) {
        throw new RefusedValue(text + " is out of range");
      }
      return number;
    }

    /** With a dot and a signed exponent: YAML 1.1 readers take 1e-6 for text. */
    @Override
    public String format(Object value) {
      return value.toString().replaceFirst("E(?=[0-9])", "e+").replace('E', 'e');
    }

    @Override
    public String description() {
      return "a number" + range.text();
    }
  }

  /** {@code true} or {@code false}, and none of YAML 1.1's other words for them. */
  record TrueOrFalse() implements ValueType {
    @Override
    public Object parse(YamlValue value) throws RefusedValue {
      String text = scalar(value, description());
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new RefusedValue("'" + text + "' is not true or false");
      };
    }

    @Override
    public String description() {
      return "true or false";
    }
  }

  /** Any text; written in double quotes, so that no reader takes it for something else. */
  record Text() implements ValueType {
    @Override
    public Object parse(YamlValue value) throws RefusedValue {
      return scalar(value, description());
    }

    @Override
    public String format(Object value) {
      return YamlText.quote((String) value);
    }

    @Override
    public String description() {
      return "text";
    }
  }

  /** A constant of an enum, in lower-case kebab form. */
  record Choice(Class<?> type) implements ValueType {
    @Override
    public Object parse(YamlValue value) throws RefusedValue {
      String text = scalar(value, description());
      String name = text.toLowerCase(Locale.ROOT).replace('_', '-');
      for (Object constant : type.getEnumConstants()) {
        if (format(constant).equals(name)) {
          return constant;
        }
      }
      throw new RefusedValue(
          "'" + text + "' is not a known value",
          Nearest.to(name, names()).map(near -> "Did you mean " + near + "? ").orElse(""));
    }

    @Override
    public String format(Object value) {
      return ((Enum<?>) value).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String description() {
      return "one of " + String.join(", ", names());
    }

    private List<String> names() {
      return Arrays.stream(type.getEnumConstants()).map(this::format).toList();
    }
  }

  /** A list whose elements are all of one type. */
  record ListOf(ValueType element) implements ValueType {
    @Override
    public Object parse(YamlValue value) throws RefusedValue {
      if (!(value instanceof YamlValue.Sequence sequence)) {
        throw new RefusedValue("'" + value.text() + "' is not a list");
      }
      List<Object> elements = new ArrayList<>();
      for (YamlValue each : sequence.elements()) {
        elements.add(element.parse(each));
      }
      return List.copyOf(elements);
    }

    @Override
    public String format(Object value) {
      return ((List<?>) value)
          .stream().map(element::format).collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public String description() {
      return "a list, each element " + element.description();
    }
  }
}
