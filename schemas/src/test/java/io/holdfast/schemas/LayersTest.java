package io.holdfast.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.holdfast", importOptions = DoNotIncludeTests.class)
class LayersTest {

  private static final String HERE = "io.holdfast.schemas";

  @ArchTest
  static final ArchRule observedTimeIsPure =
      classes()
          .that()
          .resideInAPackage(HERE + ".time")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.holdfast.records", HERE + ".time");

  @ArchTest
  static final ArchRule defaultPoliciesArePure =
      classes()
          .that()
          .resideInAPackage(HERE + ".policy")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.holdfast.records", HERE + ".time", HERE + ".policy");

  @ArchTest
  static final ArchRule theRegistryKnowsNothingOfTopicsAndSerdes =
      noClasses()
          .that()
          .resideInAPackage(HERE + ".registry")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              HERE, HERE + ".serde", HERE + ".admin", HERE + ".format", "io.holdfast.records");

  @ArchTest
  static final ArchRule serdesKnowNothingOfTopics =
      noClasses()
          .that()
          .resideInAPackage(HERE + ".serde")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(HERE, HERE + ".admin", HERE + ".format", "io.holdfast.records");

  @ArchTest
  static final ArchRule theCatalogueKnowsNothingOfItsTools =
      noClasses()
          .that()
          .resideInAPackage(HERE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(HERE + ".admin", HERE + ".format");
}
