package io.souprl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.souprl", importOptions = DoNotIncludeTests.class)
class TestArchitecture {
  @ArchTest
  static final ArchRule leavesSparkHadoopAndDeltaToTheJobs =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..",
              "org.apache.hadoop..",
              "io.delta..",
              "scala..",
              "io.souprl.jobs..")
          .because("the maths runs without a cluster");

  @ArchTest
  static final ArchRule leavesLibrariesOfTheClusterAlone =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google.common..", "com.google.gson..")
          .because("clusters put versions of their own first on the class path");

  @ArchTest
  static final ArchRule readsModelTextWithoutBacktracking =
      noClasses()
          .that()
          .resideInAPackage("io.souprl.verify..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.regex..")
          .because("what a model writes must not decide how long reading it takes");

  @ArchTest
  static final ArchRule readsNoSerialisedObjectsFromFiles =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream")
          .because("files come from strangers");
}
