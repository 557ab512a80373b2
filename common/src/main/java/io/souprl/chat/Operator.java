package io.souprl.chat;

import java.util.function.BinaryOperator;

/** An operator between two values. */
enum Operator {
  ADD(Operators::add),
  SUBTRACT(Operators::subtract),
  MULTIPLY(Operators::multiply),
  DIVIDE(Operators::divide),
  FLOOR_DIVIDE(Operators::floorDivide),
  MODULO(Operators::modulo),
  CONCATENATE((left, right) -> Written.str(left) + Written.str(right)),
  EQUAL(Values::equal),
  NOT_EQUAL((left, right) -> !Values.equal(left, right)),
  LESS((left, right) -> Operators.compare(left, right) < 0),
  LESS_OR_EQUAL((left, right) -> Operators.compare(left, right) <= 0),
  GREATER((left, right) -> Operators.compare(left, right) > 0),
  GREATER_OR_EQUAL((left, right) -> Operators.compare(left, right) >= 0),
  IN((left, right) -> Values.contains(right, left)),
  NOT_IN((left, right) -> !Values.contains(right, left));

  @SuppressWarnings("ImmutableEnumChecker") // the operations have no state
  private final BinaryOperator<Object> operation;

  Operator(BinaryOperator<Object> operation) {
    this.operation = operation;
  }

  Object apply(Object left, Object right) {
    return operation.apply(left, right);
  }
}
