package io.souprl.chat;

/** What a template's variable may hold in place of a value. */
enum Absent {
  /** Python's None. */
  NONE,
  /** What jinja2 finds for a name that nothing has set. */
  UNDEFINED,
  /** A macro's parameter without an argument; its default takes its place. */
  NOT_GIVEN
}
