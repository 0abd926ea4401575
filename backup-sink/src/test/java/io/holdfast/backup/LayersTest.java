package io.holdfast.backup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. */
@AnalyzeClasses(
    packages = "io.holdfast.backup",
    importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

  @ArchTest
  static final ArchRule THE_DOMAIN_IS_PURE =
      classes()
          .that()
          .resideInAPackage("io.holdfast.backup.domain..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.holdfast.backup.domain..", "io.holdfast.records", "java..")
          .because("what a backup means is the same on any machine, with any edge");

  @ArchTest
  static final ArchRule THE_DOMAIN_HAS_NO_CLOCK_AND_NO_FILES =
      noClasses()
          .that()
          .resideInAPackage("io.holdfast.backup.domain..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.time..", "java.io..", "java.nio.file..", "java.net..", "java.sql..");

  @ArchTest
  static final ArchRule NO_OTHER_APP_IS_KNOWN =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.holdfast.agent..",
              "io.holdfast.health..",
              "io.holdfast.dispatcher..",
              "io.holdfast.cli..");
}
