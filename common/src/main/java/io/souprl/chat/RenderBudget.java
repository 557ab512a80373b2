package io.souprl.chat;

/**
 * What one rendering may still do: a template comes with a checkpoint, and a stranger's must
 * neither keep a thread for ever nor fill the memory. jinjava goes on after an error, so an
 * exhausted budget throws nothing: loops end, macros are empty, results are, and {@link
 * TemplateRenderer} fails.
 */
final class RenderBudget {
  private static final long ALL = 50_000_000;

  /** A call takes about as long as copying this many characters. */
  private static final long CALL = 50;

  private static final long MACRO = 20 * CALL;

  private static final ThreadLocal<RenderBudget> CURRENT =
      ThreadLocal.withInitial(RenderBudget::new);

  private long left = ALL;

  private RenderBudget() {}

  /** A rendering begins on this thread. */
  static void begin() {
    CURRENT.set(new RenderBudget());
  }

  static void spendCall() {
    CURRENT.get().left -= CALL;
  }

  /** A macro takes as long as many functions. */
  static void spendMacro() {
    CURRENT.get().left -= MACRO;
  }

  /** A text or a list that was made, which is paid by its length. */
  static Object paid(Object result) {
    if (result instanceof CharSequence text) {
      CURRENT.get().left -= text.length();
    } else if (result instanceof Sequence sequence) {
      CURRENT.get().left -= sequence.items().size();
    }
    return isExhausted() ? "" : result;
  }

  /**
   * @throws TemplateFailure when a result of this size is too large
   */
  static void require(long size) {
    if (size > CURRENT.get().left) {
      CURRENT.get().left = 0;
      throw failure();
    }
  }

  static boolean isExhausted() {
    return CURRENT.get().left <= 0;
  }

  static TemplateFailure failure() {
    return new TemplateFailure(
        "it does more than a rendering may: %d characters made, %d calls or a mixture"
            .formatted(ALL, ALL / CALL));
  }
}
