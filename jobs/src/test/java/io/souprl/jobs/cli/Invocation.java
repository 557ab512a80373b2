package io.souprl.jobs.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a command did in this JVM.
 *
 * @param exitCode 0 done, 2 bad configuration or input, 1 failure
 * @param output standard output
 * @param errors messages on standard error, without the log
 */
record Invocation(int exitCode, String output, String errors) {
  static Invocation of(String... arguments) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    int code = Main.execute(new PrintWriter(output), new PrintWriter(errors), arguments);
    return new Invocation(code, output.toString(), errors.toString());
  }
}
