package io.souprl.config;

import java.util.List;
import java.util.function.Function;

/** A key or a section as its record declares it. */
sealed interface Definition {

  /** Dotted path from the root; "" for the root itself. */
  String path();

  /** Last part of the path. */
  default String name() {
    return path().substring(path().lastIndexOf('.') + 1);
  }

  /** One key. */
  record KeyDefinition(String path, ValueType type, Key key) implements Definition {

    /** The typed value, the default where none is given. */
    Object parse(YamlValue value) throws RefusedValue {
      return value instanceof YamlValue.Missing ? defaultValue() : type.parse(value);
    }

    Object defaultValue() {
      Problems none = new Problems();
      YamlValue value = YamlReader.read("default", path, key.value(), none).get(0).value();
      none.throwIfAny();
      try {
        return type.parse(value instanceof YamlValue.Missing ? new YamlValue.Scalar("") : value);
      } catch (RefusedValue e) {
        throw new IllegalStateException("Cannot use the default of " + path + ": " + e, e);
      }
    }

    /** The sentence that tells what may be written. */
    String fix() {
      String because = key.because().isEmpty() ? "" : ": " + key.because();
      return "Use " + type.description() + because + ".";
    }
  }

  /** A record of keys and further sections, in declared order. */
  record SectionDefinition(
      String path, String doc, Class<? extends Record> type, List<Definition> children)
      implements Definition {

    public SectionDefinition {
      children = List.copyOf(children);
    }

    /** The record whose keys have the values of this function of their paths. */
    Record build(Function<String, Object> values) {
      Object[] arguments = new Object[children.size()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] =
            children.get(i) instanceof SectionDefinition section
                ? section.build(values)
                : values.apply(children.get(i).path());
      }
      return Reflection.construct(type, arguments);
    }
  }
}
