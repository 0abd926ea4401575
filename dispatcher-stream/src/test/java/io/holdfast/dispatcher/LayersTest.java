package io.holdfast.dispatcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.holdfast.dispatcher");

  @Test
  void theDomainDependsOnJavaTheRecordsAndObservedTimeOnly() {
    classes()
        .that()
        .resideInAPackage("io.holdfast.dispatcher.domain..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "io.holdfast.records",
            "io.holdfast.schemas.time",
            "io.holdfast.dispatcher.domain..")
        .check(CLASSES);
  }

  @Test
  void theDomainHasNoClockNoRandomnessNoThreadsAndNoIo() {
    noClasses()
        .that()
        .resideInAPackage("io.holdfast.dispatcher.domain..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.time..", "java.io..", "java.nio..", "java.net..", "java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.util\\.(Random|UUID|Date|SplittableRandom)|java\\.lang\\.(Thread|Math)")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(CLASSES);
  }

  @Test
  void theDispatcherDependsOnNoOtherApplication() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.holdfast.agent..",
            "io.holdfast.health..",
            "io.holdfast.backup..",
            "io.holdfast.cli..",
            "io.holdfast.sandbox..")
        .check(CLASSES);
  }
}
