-- DDL is a row: what these triggers write travels in the transaction that the DDL is in.
CREATE SCHEMA IF NOT EXISTS holdfast;

-- One row a command; it is deleted at once, because it is read from the log.
CREATE TABLE IF NOT EXISTS holdfast.ddl (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tag text NOT NULL,
  statement text NOT NULL,
  message_at timestamptz,
  search_path text NOT NULL,
  role text NOT NULL,
  description text NOT NULL,
  settings text NOT NULL DEFAULT '',
  inside boolean NOT NULL DEFAULT false);
ALTER TABLE holdfast.ddl ADD COLUMN IF NOT EXISTS settings text NOT NULL DEFAULT '',
  ADD COLUMN IF NOT EXISTS inside boolean NOT NULL DEFAULT false;
COMMENT ON TABLE holdfast.ddl IS 'what the schema became, written by event triggers in the transaction of the DDL';
COMMENT ON COLUMN holdfast.ddl.statement IS 'the command, or where it came with others the whole message of the client; empty when it is not to be repeated';
COMMENT ON COLUMN holdfast.ddl.message_at IS 'when the server received the message: commands of one message have the same; null for what an event trigger did, which a repeated message does not do again';
COMMENT ON COLUMN holdfast.ddl.description IS 'lines of COPY text: t, oid, schema, table, covered; c, number, name, type and modifier, value of rows from before; d, oid of a table that was dropped; r, oid of a table whose rows were rewritten, why; o, name of a role that the statement needs';
COMMENT ON COLUMN holdfast.ddl.inside IS 'whether the command was given inside a function, and statement is it alone';
COMMENT ON COLUMN holdfast.ddl.settings IS 'lines of COPY text: name and value of settings by which literals of the statement are read';

-- Tables whose rows cannot be followed from the log. The backup copies them again.
CREATE TABLE IF NOT EXISTS holdfast.stale (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  relation oid NOT NULL,
  why text NOT NULL);

-- A field of COPY text.
CREATE OR REPLACE FUNCTION holdfast.field(value text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(replace(replace(replace(replace(replace(replace(replace(value,
    E'\\', E'\\\\'), E'\t', E'\\t'), E'\n', E'\\n'), E'\r', E'\\r'), E'\b', E'\\b'), E'\f', E'\\f'), E'\x0b', E'\\v'),
    E'\\N')
$$;

-- A table and its columns as they are now; null for what is no table of rows.
CREATE OR REPLACE FUNCTION holdfast.describe(relation oid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog
SET DateStyle = 'ISO, YMD' SET IntervalStyle = 'postgres' SET TimeZone = 'UTC' SET extra_float_digits = 3
SET bytea_output = 'hex' SET lc_monetary = 'C' SET xmlbinary = 'base64' AS $$
  SELECT format(E't\t%s\t%s\t%s\t%s\n', c.oid, holdfast.field(n.nspname), holdfast.field(c.relname),
                c.relpersistence = 'p' AND n.nspname <> 'holdfast')
         || coalesce((SELECT string_agg(
                format(E'c\t%s\t%s\t%s:%s\t%s\n', a.attnum, holdfast.field(a.attname), a.atttypid::oid, a.atttypmod,
                       holdfast.field((a.attmissingval::text::text[])[1])), '' ORDER BY a.attnum)
              FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''), '')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.oid = relation AND c.relkind = 'r'
$$;

-- Tables that have a value of one of these types somewhere in a column.
CREATE OR REPLACE FUNCTION holdfast.holders(types oid[]) RETURNS SETOF oid
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  WITH RECURSIVE affected(type) AS (
    SELECT unnest(types)
     UNION
    SELECT holder.type FROM affected JOIN LATERAL (
      SELECT t.oid AS type FROM pg_type t WHERE t.typelem = affected.type OR t.typbasetype = affected.type
       UNION ALL SELECT r.rngtypid FROM pg_range r WHERE r.rngsubtype = affected.type
       UNION ALL SELECT r.rngmultitypid FROM pg_range r WHERE r.rngsubtype = affected.type
       UNION ALL SELECT c.reltype FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                  WHERE a.atttypid = affected.type AND NOT a.attisdropped AND c.reltype <> 0) holder ON true)
  SELECT DISTINCT a.attrelid FROM affected JOIN pg_attribute a ON a.atttypid = affected.type AND NOT a.attisdropped
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
$$;

-- The command that a function of PL/pgSQL gave, from the server's context; null for one that no function gave, or one whose
-- functions show no text. The first quantifier makes all of them reach no further than they must.
CREATE OR REPLACE FUNCTION holdfast.inner_statement(context text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT substring(context FROM E'^[^\n]*?\nSQL statement "(.*?)"\nPL/pgSQL function ')
$$;

-- Whether an event trigger of a user gave a command, or called what gave it.
CREATE OR REPLACE FUNCTION holdfast.is_of_trigger(context text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM pg_event_trigger t JOIN pg_proc p ON p.oid = t.evtfoid, LATERAL (
                    SELECT substring(context FROM position(E'\n' IN context)) AS callers,
                           quote_ident(p.proname) || '() line ' AS line) frame
                  WHERE p.pronamespace <> 'holdfast'::regnamespace AND position(E'\n' IN context) > 0
                    AND (position(' ' || line IN callers) > 0 OR position('.' || line IN callers) > 0))
$$;

-- Writes the row. Only called by the triggers below.
CREATE OR REPLACE FUNCTION holdfast.record(tag text, context text, search_path text, description text, quiet boolean)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  inner_statement text := holdfast.inner_statement(context);
  what text := CASE WHEN quiet THEN '' ELSE coalesce(inner_statement, current_query()) END;
  who text := CASE WHEN inner_statement IS NULL THEN coalesce(nullif(current_setting('role'), 'none'), session_user)
                   ELSE current_setting('holdfast.command_role') END;
  written bigint;
BEGIN
  IF quiet AND description = '' THEN
    RETURN;
  END IF;
  -- No trigger tells of roles: those that may have been made a moment ago are named where they are needed.
  IF NOT quiet THEN
    description := description || coalesce((SELECT string_agg(format(E'o\t%s\n', holdfast.field(r.rolname)), '') FROM pg_roles r
      WHERE r.rolname !~ '^pg_' AND (r.rolname = who OR position(r.rolname IN what || lower(what)) > 0)), '');
  END IF;
  INSERT INTO holdfast.ddl (tag, statement, message_at, search_path, role, description, inside, settings)
  VALUES (record.tag, what, CASE WHEN inner_statement IS NULL OR NOT holdfast.is_of_trigger(context) THEN statement_timestamp() END,
          record.search_path, who, record.description, inner_statement IS NOT NULL,
          (SELECT string_agg(format(E'%s\t%s\n', name, holdfast.field(current_setting(name))), '' ORDER BY name)
             FROM unnest(ARRAY['DateStyle', 'IntervalStyle', 'TimeZone', 'standard_conforming_strings']) name))
  RETURNING id INTO written;
  DELETE FROM holdfast.ddl WHERE id = written;
END $$;

-- No plain literal below has a backslash: the caller's standard_conforming_strings holds, and is recorded.
CREATE OR REPLACE FUNCTION holdfast.ended(tag text, context text, search_path text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  relations oid[];
  changed_types oid[];
  statement text := coalesce(holdfast.inner_statement(context), current_query(), '');
  why text;
  description text;
  stale oid;
BEGIN
  IF tag LIKE 'DROP %' OR tag IN ('REFRESH MATERIALIZED VIEW', 'REINDEX', 'CREATE PUBLICATION', 'ALTER PUBLICATION',
      'CREATE SUBSCRIPTION', 'ALTER SUBSCRIPTION')
     OR NOT EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE schema_name IS DISTINCT FROM 'pg_temp') THEN
    RETURN;
  END IF;
  WITH RECURSIVE touched(oid) AS (
    SELECT named.oid FROM (
      SELECT k.objid AS oid FROM pg_event_trigger_ddl_commands() k WHERE k.classid = 'pg_class'::regclass
      UNION ALL SELECT c.oid FROM pg_event_trigger_ddl_commands() k JOIN pg_class c ON c.relnamespace = k.objid
       WHERE k.classid = 'pg_namespace'::regclass AND tag = 'ALTER SCHEMA'
      UNION ALL SELECT c.oid FROM pg_event_trigger_ddl_commands() k JOIN pg_type t ON t.oid = k.objid OR t.typrelid = k.objid
        JOIN pg_class c ON c.reloftype = t.oid WHERE k.classid IN ('pg_type'::regclass, 'pg_class'::regclass)) named
     WHERE named.oid IS NOT NULL
     UNION
    SELECT i.inhrelid FROM touched JOIN pg_inherits i ON i.inhparent = touched.oid)
  SELECT array_agg(touched.oid) INTO relations FROM touched;

  description := coalesce((SELECT string_agg(holdfast.describe(r), '') FROM unnest(relations) r), '');

  -- Values whose text changes although nobody writes them.
  IF tag = 'ALTER TYPE' AND (statement ~* E'rename\\s+value' OR statement ~ E';\\s*\\S' OR statement !~*
      E'^\\s*alter\\s+type\\s.*\\s(add\\s+value|owner\\s+to|set\\s+schema|rename\\s+to|rename\\s+attribute)\\s') THEN
    SELECT array_agg(DISTINCT t.oid) INTO changed_types FROM pg_event_trigger_ddl_commands() k
      JOIN pg_type t ON t.oid = k.objid AND k.classid = 'pg_type'::regclass
                     OR t.typrelid = k.objid AND k.classid = 'pg_class'::regclass;
    why := 'a type of its columns was altered';
  ELSIF tag = 'ALTER TABLE' THEN
    SELECT array_agg(c.reltype) INTO changed_types FROM unnest(relations) r JOIN pg_class c ON c.oid = r WHERE c.reltype <> 0;
    why := 'a table whose rows are values of its columns was altered';
  END IF;
  FOR stale IN SELECT holdfast.holders(changed_types) LOOP
    description := description || holdfast.give_up(stale, why);
  END LOOP;
  -- Columns that were given a type of another text form without a rewrite, such as oid for integer; or may have been, by a
  -- function that shows no text of its commands. Or that were computed, and hold from now on what they were.
  IF tag = 'ALTER TABLE' AND (statement !~* E'\\malter\\M' OR regexp_replace(statement,
      E'\\mtype\\s+("?pg_catalog"?\\.)?(text|varchar|character\\s+varying|numeric|decimal)\\M', '', 'gi') ~* E'\\mtype\\M'
      OR statement ~* E'\\mdrop\\s+expression\\M') THEN
    FOR stale IN SELECT c.oid FROM unnest(relations) r JOIN pg_class c ON c.oid = r AND c.relkind = 'r' LOOP
      description := description || holdfast.give_up(stale, 'a column of it was given another type');
    END LOOP;
  END IF;

  PERFORM holdfast.record(tag, context, search_path, description,
    NOT EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE NOT in_extension));
END $$;

-- The line that says so, and the request to copy the table again.
CREATE OR REPLACE FUNCTION holdfast.give_up(table_oid oid, why text) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO holdfast.stale (relation, why) VALUES (table_oid, give_up.why);
  RETURN format(E'r\t%s\t%s\n', table_oid, holdfast.field(give_up.why));
END $$;

CREATE OR REPLACE FUNCTION holdfast.dropped(tag text, context text, search_path text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  description text;
  stale oid;
BEGIN
  IF tag LIKE 'DROP %' AND tag NOT IN ('DROP PUBLICATION', 'DROP SUBSCRIPTION')
     AND EXISTS (SELECT FROM pg_event_trigger_dropped_objects() WHERE NOT is_temporary) THEN
    WITH RECURSIVE altered(oid) AS (
      SELECT objid FROM pg_event_trigger_dropped_objects() WHERE object_type = 'table column' AND NOT is_temporary
       UNION
      SELECT i.inhrelid FROM altered JOIN pg_inherits i ON i.inhparent = altered.oid)
    SELECT coalesce(string_agg(holdfast.describe(altered.oid), ''), '') INTO description FROM altered;
    FOR stale IN SELECT holdfast.holders(array_agg(c.reltype)) FROM pg_event_trigger_dropped_objects() o
                   JOIN pg_class c ON c.oid = o.objid AND c.reltype <> 0
                  WHERE o.object_type IN ('table column', 'composite type column') LOOP
      description := description || holdfast.give_up(stale, 'values of its columns lost a part with a type');
    END LOOP;
    PERFORM holdfast.record(tag, context, search_path, description
      || coalesce((SELECT string_agg(format(E'd\t%s\n', objid), '') FROM pg_event_trigger_dropped_objects()
                 WHERE classid = 'pg_class'::regclass AND object_type = 'table'), ''), false);
  END IF;
END $$;

CREATE OR REPLACE FUNCTION holdfast.rewritten(relation oid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_class WHERE oid = relation AND relkind = 'r' AND relpersistence <> 't') THEN
    PERFORM holdfast.record('TABLE REWRITE', '', '', holdfast.give_up(relation, 'all its rows were written anew'), true);
  END IF;
END $$;

-- What the server calls first, as who gives the command: inside a function it may be the function's owner.
CREATE OR REPLACE FUNCTION holdfast.on_command() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_catalog.set_config('holdfast.command_role', current_user, true);
END $$;

-- What the server calls then: as the owner, whoever gave the command. Everything is qualified until the search path is ours, and
-- the user's is put back.
CREATE OR REPLACE FUNCTION holdfast.on_ddl_end() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  context pg_catalog.text;
  path pg_catalog.text := pg_catalog.current_setting('search_path');
BEGIN
  GET DIAGNOSTICS context = PG_CONTEXT;
  PERFORM holdfast.ended(tg_tag, context, path);
END $$;

CREATE OR REPLACE FUNCTION holdfast.on_drop() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  context pg_catalog.text;
  path pg_catalog.text := pg_catalog.current_setting('search_path');
BEGIN
  GET DIAGNOSTICS context = PG_CONTEXT;
  PERFORM holdfast.dropped(tg_tag, context, path);
END $$;

CREATE OR REPLACE FUNCTION holdfast.on_rewrite() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM holdfast.rewritten(pg_catalog.pg_event_trigger_table_rewrite_oid());
END $$;

-- The context is read in English, whatever language the server speaks. Where the role may not set that, it stays.
DO $$
BEGIN
  ALTER FUNCTION holdfast.on_ddl_end() SET lc_messages = 'C';
  ALTER FUNCTION holdfast.on_drop() SET lc_messages = 'C';
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'commands inside functions are not told from their callers unless lc_messages is English';
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA holdfast FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA holdfast FROM PUBLIC;

-- What only a superuser may make; without it DDL is not followed. Triggers run by their names: what one of the user's does to a
-- new table has to be written after the table.
CREATE EVENT TRIGGER "!holdfast_command" ON ddl_command_end EXECUTE FUNCTION holdfast.on_command();
CREATE EVENT TRIGGER "!holdfast_command_drop" ON sql_drop EXECUTE FUNCTION holdfast.on_command();
CREATE EVENT TRIGGER "!holdfast_ddl" ON ddl_command_end EXECUTE FUNCTION holdfast.on_ddl_end();
CREATE EVENT TRIGGER "!holdfast_drop" ON sql_drop EXECUTE FUNCTION holdfast.on_drop();
CREATE EVENT TRIGGER "!holdfast_rewrite" ON table_rewrite EXECUTE FUNCTION holdfast.on_rewrite();
ALTER EVENT TRIGGER "!holdfast_command" ENABLE ALWAYS;
ALTER EVENT TRIGGER "!holdfast_command_drop" ENABLE ALWAYS;
ALTER EVENT TRIGGER "!holdfast_ddl" ENABLE ALWAYS;
ALTER EVENT TRIGGER "!holdfast_drop" ENABLE ALWAYS;
ALTER EVENT TRIGGER "!holdfast_rewrite" ENABLE ALWAYS;
