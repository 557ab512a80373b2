package io.souprl.config;

/** User and password in the authority of a URI, such as s3a://KEY:SECRET@bucket/path. */
final class Credentials {
  private static final String START = "://";

  private Credentials() {}

  /**
   * Whether a URI has any. It need not be a sound one: secrets hold characters that URIs do not. A
   * name alone (abfss://container@account) is none.
   */
  static boolean in(String uri) {
    int start = uri.indexOf(START);
    if (start < 0) {
      return false;
    }
    String authority = uri.substring(start + START.length()).split("/", 2)[0];
    int end = authority.lastIndexOf('@');
    return end >= 0 && authority.substring(0, end).contains(":");
  }
}
