package io.holdfast.runtime.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleRulesTest {

  private static final String SAMPLES = "io.holdfast.runtime.rules.samples";

  @Test
  void aDomainThatKeepsToItselfIsLeftInPeace() {
    assertThatCode(() -> check("pure", all())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "Clocked, System.nanoTime",
    "Rounded, java.lang.Math.log",
    "Connected, org.apache.kafka.common.TopicPartition",
    "Stored, java.nio.file.Files",
    "Nosy, io.holdfast.runtime.rules.samples.pure.Neighbour"
  })
  void eachOffenceIsNamed(String offender, String offence) {
    assertThatThrownBy(() -> check("impure", only(offender)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(offender)
        .hasMessageContaining(offence);
  }

  @Test
  void anAppWithoutClassesIsAMistakeInTheTest() {
    assertThatThrownBy(() -> ModuleRules.check("io.holdfast.nowhere"))
        .hasMessage("no class found in io.holdfast.nowhere");
  }

  private static void check(String app, JavaClasses classes) {
    ModuleRules.check(
        SAMPLES + "." + app, List.of(SAMPLES + ".pure", SAMPLES + ".impure"), classes);
  }

  private static JavaClasses all() {
    return new ClassFileImporter().importPackages(SAMPLES);
  }

  private static JavaClasses only(String simpleName) {
    return all().that(describe(simpleName, type -> type.getSimpleName().equals(simpleName)));
  }
}
