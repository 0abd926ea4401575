package io.holdfast.simulator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * The simulator has no rule of its own: it calls the product's domain, the bytes that this is
 * stored in, and its own world.
 */
class LayersTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.holdfast.simulator");

  private static final String[] PRODUCT = {
    "io.holdfast.records..",
    "io.holdfast.schemas.time..",
    "io.holdfast.schemas.policy..",
    "io.holdfast.agent.domain..",
    "io.holdfast.health.domain..",
    "io.holdfast.dispatcher.domain..",
    "io.holdfast.dispatcher.store.."
  };

  @Test
  void ofTheProductOnlyTheDomainAndItsStoreAreCalled() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(PRODUCT)
                .or(resideInAnyPackage("io.holdfast.simulator..", "java..", "picocli..")))
        .check(CLASSES);
  }

  @Test
  void theWorldKnowsNothingOfTheProduct() {
    classes()
        .that()
        .resideInAPackage("io.holdfast.simulator.world")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("io.holdfast.simulator.world", "java.."))
        .check(CLASSES);
  }

  @Test
  void judgesTakeNoPart() {
    noClasses()
        .that()
        .resideInAPackage("io.holdfast.simulator.check")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.holdfast.simulator.parts..",
                "io.holdfast.agent..",
                "io.holdfast.health..",
                "io.holdfast.dispatcher.."))
        .check(CLASSES);
  }

  @Test
  void noClockAndNoChanceButTheSeeds() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.holdfast.simulator")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .dependOnClassesThat(
            resideInAPackage("java.util.concurrent..")
                .or(resideInAnyPackage("java.nio.file..", "java.net..")))
        .check(CLASSES);
  }
}
