package io.souprl.task;

/**
 * How hard countdown problems are.
 *
 * @param minNumbers the fewest numbers of a problem, at least 2
 * @param maxNumbers the most numbers of a problem
 * @param largestNumber numbers are uniform in 1 to this
 * @param largestValue no step and no target exceeds this; at most 35, the largest base-36 digit
 */
public record CountdownSettings(
    int minNumbers, int maxNumbers, int largestNumber, int largestValue) {
  /** The largest number that is one base-36 digit. */
  public static final int LARGEST_DIGIT = 35;

  /** Setting M: 3 or 4 numbers up to 9. */
  public static final CountdownSettings MEDIUM = new CountdownSettings(3, 4, 9, LARGEST_DIGIT);

  /** Setting H: 4 numbers up to 12. */
  public static final CountdownSettings HARD = new CountdownSettings(4, 4, 12, LARGEST_DIGIT);

  public CountdownSettings {
    if (minNumbers < 2 || maxNumbers < minNumbers) {
      throw new IllegalArgumentException(
          "Cannot make countdown problems of " + minNumbers + " to " + maxNumbers + " numbers");
    }
    if (largestNumber < 1 || largestValue < largestNumber || largestValue > LARGEST_DIGIT) {
      throw new IllegalArgumentException(
          "Cannot make countdown problems of numbers up to "
              + largestNumber
              + " with values up to "
              + largestValue);
    }
  }
}
