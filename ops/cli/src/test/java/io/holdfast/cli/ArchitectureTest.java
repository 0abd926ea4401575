package io.holdfast.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.holdfast.cli");

  @Test
  void outputKnowsNeitherKafkaNorACommand() {
    classes()
        .that()
        .resideInAPackage("io.holdfast.cli.output..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "com.fasterxml.jackson.core..",
            "io.holdfast.schemas.format..",
            "io.holdfast.cli.output..")
        .check(CLASSES);
  }

  @Test
  void theClusterKnowsNoCommand() {
    noClasses()
        .that()
        .resideInAPackage("io.holdfast.cli.cluster..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "io.holdfast.cli.shell..", "io.holdfast.cli.output..")
        .check(CLASSES);
  }

  @Test
  void theShellKnowsNoCommand() {
    classes()
        .that()
        .resideInAPackage("io.holdfast.cli.shell..")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages(
            "io.holdfast.cli",
            "io.holdfast.cli.backup..",
            "io.holdfast.cli.command..",
            "io.holdfast.cli.decision..",
            "io.holdfast.cli.load..",
            "io.holdfast.cli.node..",
            "io.holdfast.cli.operation..",
            "io.holdfast.cli.placement..",
            "io.holdfast.cli.policy..",
            "io.holdfast.cli.reset..",
            "io.holdfast.cli.replay..",
            "io.holdfast.cli.topics..",
            "io.holdfast.cli.workload..")
        .check(CLASSES);
  }

  @Test
  void backupSinkIsALibraryOfTheBackupCommandsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.holdfast.cli.backup..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.holdfast.backup..")
        .check(CLASSES);
  }
}
