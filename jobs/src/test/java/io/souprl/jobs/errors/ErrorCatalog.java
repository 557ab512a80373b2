package io.souprl.jobs.errors;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The messages in the sources, as literally as their expressions allow. A method with a parameter
 * {@code problem} reports one; what callers pass for it and for {@code where} and {@code fix} is a
 * message.
 */
final class ErrorCatalog {
  /** A message: an ellipsis stands for what is only known when it happens. */
  record Message(String source, String where, String problem, String fix) {}

  /** Where a reporting method has its parameters; -1 for none. */
  private record Reporter(
      String owner, String method, int arity, int where, int problem, int fix) {}

  private final List<Reporter> reporters = new ArrayList<>();
  private final Map<String, ExpressionTree> constants = new HashMap<>();
  private final List<Message> messages = new ArrayList<>();

  private ErrorCatalog() {}

  /** All messages of the Java files below the folders, in their order there. */
  static List<Message> of(List<Path> folders) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
      }
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ErrorCatalog catalog = new ErrorCatalog();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  null,
                  null,
                  manager.getJavaFileObjects(files.toArray(Path[]::new)));
      List<CompilationUnitTree> units = new ArrayList<>();
      task.parse().forEach(units::add);
      units.forEach(catalog::readDeclarations);
      units.forEach(catalog::readCalls);
    }
    return List.copyOf(catalog.messages);
  }

  private void readDeclarations(CompilationUnitTree unit) {
    String owner = className(unit);
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitMethod(MethodTree method, Void nothing) {
        List<String> names =
            method.getParameters().stream()
                .filter(parameter -> parameter.getType().toString().equals("String"))
                .map(parameter -> parameter.getName().toString())
                .toList();
        if (names.contains("problem")) {
          reporters.add(
              new Reporter(
                  owner,
                  method.getName().toString(),
                  method.getParameters().size(),
                  index(method, "where"),
                  index(method, "problem"),
                  index(method, "fix")));
        }
        return super.visitMethod(method, null);
      }

      @Override
      public Void visitVariable(VariableTree variable, Void nothing) {
        if (variable.getInitializer() != null
            && variable.getModifiers().toString().contains("static final")
            && variable.getType() != null
            && variable.getType().toString().equals("String")) {
          constants.put(owner + "." + variable.getName(), variable.getInitializer());
        }
        return super.visitVariable(variable, null);
      }
    }.scan(unit, null);
  }

  private static int index(MethodTree method, String name) {
    for (int i = 0; i < method.getParameters().size(); i++) {
      if (method.getParameters().get(i).getName().contentEquals(name)) {
        return i;
      }
    }
    return -1;
  }

  private void readCalls(CompilationUnitTree unit) {
    String owner = className(unit);
    String source = unit.getPackageName() + "." + owner;
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
        reporters.stream()
            .filter(reporter -> calls(call, reporter, owner))
            .findFirst()
            .ifPresent(reporter -> add(source, owner, call, reporter));
        return super.visitMethodInvocation(call, null);
      }
    }.scan(unit, null);
  }

  private static boolean calls(MethodInvocationTree call, Reporter reporter, String caller) {
    if (call.getArguments().size() != reporter.arity()) {
      return false;
    }
    if (call.getMethodSelect() instanceof IdentifierTree name) {
      return name.getName().contentEquals(reporter.method()) && caller.equals(reporter.owner());
    }
    if (!(call.getMethodSelect() instanceof MemberSelectTree select)
        || !select.getIdentifier().contentEquals(reporter.method())) {
      return false;
    }
    String receiver = select.getExpression().toString();
    return receiver.equalsIgnoreCase(reporter.owner())
        || !List.of("of", "add").contains(reporter.method());
  }

  private void add(String source, String owner, MethodInvocationTree call, Reporter reporter) {
    MessageText text = new MessageText(owner, constants);
    String problem = text.argument(call, reporter.problem());
    if (problem.chars().anyMatch(Character::isLetter)) {
      messages.add(
          new Message(
              source,
              text.argument(call, reporter.where()),
              problem,
              text.argument(call, reporter.fix())));
    }
  }

  private static String className(CompilationUnitTree unit) {
    return Path.of(unit.getSourceFile().getName())
        .getFileName()
        .toString()
        .replaceFirst("\\.java$", "");
  }
}
