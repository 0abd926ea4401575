package io.holdfast.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.holdfast", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule theDomainIsPure =
      classes()
          .that()
          .resideInAPackage("io.holdfast.agent.domain")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.holdfast.agent.domain", "io.holdfast.records", "java.lang..", "java.util..");

  @ArchTest
  static final ArchRule theDomainAsksNoClockAndStartsNoThread =
      noClasses()
          .that()
          .resideInAPackage("io.holdfast.agent.domain")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.concurrent..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);

  @ArchTest
  static final ArchRule theAgentDependsOnNoOtherApp =
      noClasses()
          .that()
          .resideInAPackage("io.holdfast.agent..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.holdfast.health..",
              "io.holdfast.dispatcher..",
              "io.holdfast.backup..",
              "io.holdfast.cli..");
}
