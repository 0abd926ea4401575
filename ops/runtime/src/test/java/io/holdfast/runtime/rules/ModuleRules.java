package io.holdfast.runtime.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;

/**
 * What holds in every app: its {@code domain} is pure, and it knows no other app.
 *
 * <pre>{@code
 * @Test
 * void theDomainIsPureAndNoOtherAppIsKnown() {
 *   ModuleRules.check("io.holdfast.health");
 * }
 * }</pre>
 */
public final class ModuleRules {

  private static final List<String> APPS =
      List.of(
          "io.holdfast.agent",
          "io.holdfast.health",
          "io.holdfast.dispatcher",
          "io.holdfast.backup");

  /** The JDK's doors to the world: files, sockets, databases, processes. */
  private static final String[] EDGES = {
    "java.net..", "java.nio.file..", "java.nio.channels..", "java.sql..", "java.rmi..", "javax.."
  };

  private static final Set<String> CLOCKS_AND_CHANCE =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.Math.random",
          "java.lang.Thread.sleep",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.Instant.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.util.UUID.randomUUID",
          "java.util.concurrent.ThreadLocalRandom.current");

  /** Math's functions whose last bit may differ between machines; StrictMath has them all. */
  private static final Set<String> INEXACT =
      Set.of(
          "exp", "expm1", "log", "log10", "log1p", "pow", "sin", "cos", "tan", "asin", "acos",
          "atan", "atan2", "sinh", "cosh", "tanh", "cbrt", "hypot");

  private ModuleRules() {}

  /**
   * Holds all rules against the classes of one app.
   *
   * @param root the app's root package, such as {@code io.holdfast.health}
   * @throws AssertionError naming each violation with its line
   */
  public static void check(String root) {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(root);
    if (classes.isEmpty()) {
      throw new AssertionError("no class found in " + root);
    }
    check(root, APPS, classes);
  }

  static void check(String root, List<String> apps, JavaClasses classes) {
    domainKnowsOnlyItself(root).check(classes);
    domainHasNoEdges(root).check(classes);
    domainReadsNoClock(root).check(classes);
    noOtherAppIsKnown(root, apps).check(classes);
  }

  private static ArchRule domainKnowsOnlyItself(String root) {
    return classes()
        .that()
        .resideInAPackage(root + ".domain..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "java..",
                    "io.holdfast.records..",
                    "io.holdfast.schemas.time..",
                    "io.holdfast.schemas.policy..",
                    root + ".domain..")
                .or(primitiveOrArrayOfPrimitives()))
        .because("a domain is replayed by tools that have no Kafka")
        .allowEmptyShould(true);
  }

  private static ArchRule domainHasNoEdges(String root) {
    return noClasses()
        .that()
        .resideInAPackage(root + ".domain..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(EDGES)
                .or(resideInAPackage("java.io").and(namedStartingWith("java.io.File"))))
        .because("a domain does no input or output")
        .allowEmptyShould(true);
  }

  private static ArchRule domainReadsNoClock(String root) {
    return noClasses()
        .that()
        .resideInAPackage(root + ".domain..")
        .should()
        .callCodeUnitWhere(thatMayDifferBetweenRuns())
        .because("replay must come out the same, at any time and on any machine")
        .allowEmptyShould(true);
  }

  private static ArchRule noOtherAppIsKnown(String root, List<String> apps) {
    String[] others =
        apps.stream()
            .filter(app -> !app.equals(root))
            .map(app -> app + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .because("apps meet in topics only")
        .allowEmptyShould(true);
  }

  private static DescribedPredicate<JavaClass> primitiveOrArrayOfPrimitives() {
    return DescribedPredicate.describe(
        "primitive", type -> type.isPrimitive() || type.getBaseComponentType().isPrimitive());
  }

  private static DescribedPredicate<JavaClass> namedStartingWith(String prefix) {
    return DescribedPredicate.describe(
        "named " + prefix + "*", type -> type.getName().startsWith(prefix));
  }

  private static DescribedPredicate<JavaCall<?>> thatMayDifferBetweenRuns() {
    return DescribedPredicate.describe(
        "the callee reads a clock, draws by chance or rounds as the machine likes",
        call -> {
          CodeUnitCallTarget target = call.getTarget();
          String name = target.getOwner().getName() + "." + target.getName();
          return CLOCKS_AND_CHANCE.contains(name)
              || (target.getOwner().isEquivalentTo(Math.class)
                  && INEXACT.contains(target.getName()))
              || (name.equals("java.util.Random.<init>") && target.getParameterTypes().isEmpty());
        });
  }
}
