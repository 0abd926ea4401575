package io.holdfast.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.domain.TableName;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostDataTest {

  private static final String SCRIPT =
      """
      SET statement_timeout = 0;
      SELECT pg_catalog.set_config('search_path', '', false);

      --
      -- Name: orders orders_pkey; Type: CONSTRAINT; Schema: public; Owner: me
      --

      ALTER TABLE ONLY public.orders
          ADD CONSTRAINT orders_pkey PRIMARY KEY (id);


      SET default_tablespace = 'fast';

      CREATE INDEX by_note ON public.orders USING btree (note) WHERE (note <> 'a;b
      CREATE INDEX x ON public."Odd ""one\"\""'::text);
      CREATE UNIQUE INDEX "by name" ON public."Odd ""one\"\"" USING btree (name);
      CREATE INDEX of_parts ON ONLY public.parts USING btree (id);
      CREATE INDEX elsewhere ON other.orders USING btree (id);
      ALTER TABLE ONLY public.orders
          ADD CONSTRAINT orders_part_fkey FOREIGN KEY (part) REFERENCES public.parts(id);
      ALTER TABLE public.orders CLUSTER ON orders_pkey;
      CREATE TRIGGER t BEFORE INSERT ON public.orders EXECUTE FUNCTION public.f();
      """;

  private final TableName orders = new TableName("public", "orders");
  private final TableName odd = new TableName("public", "Odd \"one\"");

  @Test
  void theIndexesOfATableStandBehindTheSettingsThatHoldThere() throws SQLException {
    PostData parts =
        PostData.of(SCRIPT, List.of(orders, odd, new TableName("public", "parts")), table -> true);

    assertThat(String.join(";\n", parts.indexes(orders)))
        .containsSubsequence(
            "SET statement_timeout = 0;",
            "set_config('search_path'",
            "ADD CONSTRAINT orders_pkey PRIMARY KEY (id);",
            "SET default_tablespace = 'fast';",
            "CREATE INDEX by_note")
        .doesNotContain("by name")
        .doesNotContain("of_parts");
    assertThat(String.join(";\n", parts.indexes(odd)))
        .containsSubsequence("SET default_tablespace = 'fast';", "CREATE UNIQUE INDEX \"by name\"")
        .doesNotContain("by_note");
    assertThat(parts.indexes(new TableName("public", "parts"))).isEmpty();
  }

  @Test
  void theRestIsInOrder() throws SQLException {
    PostData parts = PostData.of(SCRIPT, List.of(orders, odd), table -> true);

    assertThat(parts.rest())
        .containsSubsequence(
            "SET statement_timeout = 0;",
            "SET default_tablespace = 'fast';",
            "of_parts",
            "elsewhere",
            "orders_part_fkey",
            "CLUSTER ON",
            "CREATE TRIGGER")
        .doesNotContain("by_note")
        .doesNotContain("orders_pkey PRIMARY");
  }

  @Test
  void whereNoTableIsLoadedAllIsTheRest() throws SQLException {
    assertThat(PostData.of(SCRIPT, List.of(), table -> true).rest())
        .contains("by_note", "orders_pkey PRIMARY");
  }

  @Test
  void whatIsReferredToInVainIsNotChecked() throws SQLException {
    String script =
        """
        ALTER TABLE ONLY public.orders
            ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer) REFERENCES public.customers(id) ON DELETE CASCADE;
        ALTER TABLE ONLY public.orders
            ADD CONSTRAINT orders_depot_fkey FOREIGN KEY (depot) REFERENCES public.depots(id);
        """;
    TableName depots = new TableName("public", "depots");

    PostData parts = PostData.of(script, List.of(), table -> !table.equals(depots));

    assertThat(parts.rest())
        .contains("REFERENCES public.customers(id) ON DELETE CASCADE;")
        .endsWith("REFERENCES public.depots(id) NOT VALID");
  }
}
