package io.souprl.chat;

import java.util.List;
import java.util.Map;

/** The arguments of a call, by position and by name. */
record Arguments(List<Object> positional, Map<String, Object> named) {
  /**
   * Puts every argument to its parameter.
   *
   * @param what is called, for messages
   * @param parameters their names in order
   * @return a value for every parameter, null where none was given
   */
  Object[] bind(String what, String... parameters) {
    if (positional.size() > parameters.length) {
      throw new TemplateFailure(
          "%s has %d arguments and takes %d".formatted(what, positional.size(), parameters.length));
    }
    Object[] values = positional.toArray(new Object[parameters.length]);
    for (Map.Entry<String, Object> argument : named.entrySet()) {
      int position = List.of(parameters).indexOf(argument.getKey());
      if (position < 0 || position < positional.size()) {
        throw new TemplateFailure("%s takes no argument %s".formatted(what, argument.getKey()));
      }
      values[position] = argument.getValue();
    }
    return values;
  }

  /** The same, of which the first some must be given. */
  Object[] bind(String what, int required, String... parameters) {
    Object[] values = bind(what, parameters);
    for (int i = 0; i < required; i++) {
      if (values[i] == null) {
        throw new TemplateFailure("%s lacks its argument %s".formatted(what, parameters[i]));
      }
    }
    return values;
  }

  /** The arguments after the first some by position. */
  Arguments from(int position) {
    return new Arguments(positional.subList(position, positional.size()), named);
  }
}
