package io.souprl.config;

/** The numbers that a key takes. Infinite bounds are no bounds. */
record Range(double min, double max, double greaterThan, double lessThan) {
  static Range of(Key key) {
    return new Range(key.min(), key.max(), key.greaterThan(), key.lessThan());
  }

  boolean contains(double number) {
    return number >= min && number <= max && number > greaterThan && number < lessThan;
  }

  /** Such as ", 2 or more" or ", more than 0 and at most 1"; empty without bounds. */
  String text() {
    String lower =
        Double.isFinite(greaterThan)
            ? "more than " + number(greaterThan)
            : Double.isFinite(min) ? number(min) + " or more" : "";
    String upper =
        Double.isFinite(lessThan)
            ? "less than " + number(lessThan)
            : Double.isFinite(max) ? "at most " + number(max) : "";
    String joint = lower.isEmpty() || upper.isEmpty() ? "" : " and ";
    return lower.isEmpty() && upper.isEmpty() ? "" : ", " + lower + joint + upper;
  }

  private static String number(double bound) {
    return bound == Math.rint(bound) && Math.abs(bound) < 1e15
        ? Long.toString((long) bound)
        : Double.toString(bound);
  }
}
