package io.holdfast.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.schemas.registry.RegistryException.Reason;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** What every registry has to do, whatever it is made of. Each test uses subjects of its own. */
public abstract class SchemaRegistryContract {

  protected static final Schema ONE =
      SchemaBuilder.record("example.Thing").fields().requiredString("name").endRecord();
  protected static final Schema WITH_DEFAULT =
      SchemaBuilder.record("example.Thing")
          .fields()
          .requiredString("name")
          .name("size")
          .type()
          .longType()
          .longDefault(0)
          .endRecord();
  protected static final Schema WITHOUT_DEFAULT =
      SchemaBuilder.record("example.Thing")
          .fields()
          .requiredString("name")
          .requiredLong("weight")
          .endRecord();

  /** The registry under test; the same contents at every call within a test. */
  protected abstract SchemaRegistry registry();

  @Test
  void aRegisteredSchemaIsFoundByItsId() {
    int id = registry().register("found-value", ONE);

    assertThat(registry().schema(id)).isEqualTo(ONE);
    assertThat(registry().id("found-value", ONE)).isEqualTo(id);
  }

  @Test
  void registeringAgainChangesNothing() {
    int id = registry().register("again-value", ONE);

    assertThat(registry().register("again-value", ONE)).isEqualTo(id);
    assertThat(registry().latest("again-value").version()).isEqualTo(1);
  }

  @Test
  void oneSchemaHasOneIdInAllSubjects() {
    int id = registry().register("here-value", ONE);

    assertThat(registry().register("there-value", ONE)).isEqualTo(id);
  }

  @Test
  void theNewestVersionIsTheOneRegisteredLast() {
    registry().register("newest-value", ONE);
    int id = registry().register("newest-value", WITH_DEFAULT);

    var latest = registry().latest("newest-value");
    assertThat(latest).isEqualTo(new RegisteredSchema(id, 2, WITH_DEFAULT));
  }

  @Test
  void subjectsMayHaveEveryCharacterOfATopicAndMore() {
    int id = registry().register("a.b_c-d e+f-io.holdfast.records.Pulse", ONE);

    assertThat(registry().id("a.b_c-d e+f-io.holdfast.records.Pulse", ONE)).isEqualTo(id);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    registry().register("known-value", ONE);

    assertThat(reasonOf(() -> registry().schema(1_000_000_000))).isEqualTo(Reason.NOT_FOUND);
    assertThat(reasonOf(() -> registry().latest("nowhere-value"))).isEqualTo(Reason.NOT_FOUND);
    assertThat(reasonOf(() -> registry().id("nowhere-value", ONE))).isEqualTo(Reason.NOT_FOUND);
    assertThat(reasonOf(() -> registry().id("known-value", WITH_DEFAULT)))
        .isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void aSubjectHasTheModeThatWasSetForIt() {
    registry().register("mode-value", ONE);
    registry().setCompatibility("mode-value", Compatibility.FULL_TRANSITIVE);

    assertThat(registry().compatibility("mode-value")).contains(Compatibility.FULL_TRANSITIVE);
  }

  @Test
  void whatTheModeForbidsIsRefused() {
    registry().register("strict-value", ONE);
    registry().setCompatibility("strict-value", Compatibility.BACKWARD_TRANSITIVE);

    assertThat(registry().isCompatible("strict-value", WITHOUT_DEFAULT)).isFalse();
    assertThat(reasonOf(() -> registry().register("strict-value", WITHOUT_DEFAULT)))
        .isEqualTo(Reason.INCOMPATIBLE);
    assertThat(registry().isCompatible("strict-value", WITH_DEFAULT)).isTrue();
  }

  @Test
  void withoutAModeEverythingMayFollow() {
    registry().register("loose-value", ONE);
    registry().setCompatibility("loose-value", Compatibility.NONE);

    assertThat(registry().isCompatible("loose-value", WITHOUT_DEFAULT)).isTrue();
    assertThat(registry().register("loose-value", WITHOUT_DEFAULT)).isPositive();
  }

  @Test
  void anySchemaMayBeTheFirst() {
    assertThat(registry().isCompatible("first-value", ONE)).isTrue();
  }

  static Reason reasonOf(Runnable request) {
    var thrown = catchThrowableOfType(RegistryException.class, request::run);
    assertThat(thrown).isNotNull();
    return thrown.reason();
  }
}
