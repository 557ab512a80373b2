package io.souprl.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Makes records and reads their components. */
final class Reflection {
  private Reflection() {}

  static Record construct(Class<? extends Record> type, Object... arguments) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot construct " + type.getName(), e);
    }
  }

  static Object component(Record owner, int index) {
    RecordComponent component = owner.getClass().getRecordComponents()[index];
    try {
      return component.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + component, e);
    }
  }
}
