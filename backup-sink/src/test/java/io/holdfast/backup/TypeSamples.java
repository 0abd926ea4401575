package io.holdfast.backup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Edge values of PostgreSQL's built-in types, as literals. */
final class TypeSamples {

  /** Types that are listed in the catalogue but take no input: no column can hold them. */
  static final Set<String> WITHOUT_INPUT =
      Set.of(
          "gtsvector",
          "pg_brin_bloom_summary",
          "pg_brin_minmax_multi_summary",
          "pg_dependencies",
          "pg_mcv_list",
          "pg_ndistinct",
          "pg_node_tree");

  private static final Map<String, List<String>> SAMPLES = new LinkedHashMap<>();

  static {
    numbers();
    texts();
    times();
    shapes();
    systems();
    ranges();
  }

  private TypeSamples() {}

  /** The samples of a type; empty when nobody thought of it. */
  static List<String> of(String type) {
    return SAMPLES.getOrDefault(type, List.of());
  }

  private static void add(String type, String... literals) {
    SAMPLES.put(type, List.of(literals));
  }

  private static void numbers() {
    add("bool", "true", "false");
    add("int2", "-32768", "32767", "0");
    add("int4", "-2147483648", "2147483647");
    add("int8", "-9223372036854775808", "9223372036854775807");
    add("oid", "0", "4294967295");
    add("xid", "3", "4294967295");
    add("xid8", "0", "18446744073709551615");
    add("cid", "0", "4294967295");
    add("tid", "(0,1)", "(4294967295,65535)");
    add("float4", "NaN", "Infinity", "-Infinity", "-0", "1e-45", "3.4028235e38", "0.1");
    add(
        "float8",
        "NaN",
        "Infinity",
        "-Infinity",
        "-0",
        "4.9e-324",
        "1.7976931348623157e308",
        "0.1",
        "0.30000000000000004");
    add(
        "numeric",
        "NaN",
        "Infinity",
        "-Infinity",
        "0.0",
        "1.00",
        "-0.000000000000000000000000000001",
        "9".repeat(1000) + "." + "9".repeat(1000));
    add("money", "0", "-92233720368547758.08", "92233720368547758.07");
    add("bit", "0", "1");
    add("varbit", "", "0", "10101010111");
    add("int2vector", "", "1 -2 3");
    add("oidvector", "", "1 2 4294967295");
    add("pg_lsn", "0/0", "16B3/C8D00", "FFFFFFFF/FFFFFFFF");
  }

  private static void texts() {
    String hard =
        "\\N \\. tab\t newline\n return\r \b\f\u000b \u0001 \" '' ü \u00df \u20ac \ud83d\ude00 \uffff \u200b";
    add("text", "", " ", hard, "\\", "\\\\.", "NULL", "null", "{a,b}", "x".repeat(100_000));
    add("varchar", "", hard);
    add("bpchar", "a", "ab   ", "");
    add("char", "a", "");
    add("name", "", "Weird \"name\"", "x".repeat(63));
    add("bytea", "", "\\x00", "\\xdeadbeef", "\\x" + "00ff0a09".repeat(1000));
    add("json", "{\"a\": [1, 2.0, null, \"\\u00fc\\n\"],  \"a\": 2}", "null", "\"\"", "[]");
    add("jsonb", "{\"a\": [1, 2.0, null, \"\\u00fc\\n\"],  \"a\": 2}", "null", "1e1000", "{}");
    add("jsonpath", "$.a[*] ? (@.b > 1)", "strict $");
    add("xml", "<a b=\"c\">ü&amp;</a>", "text");
    add("uuid", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff");
    add("tsvector", "", "a b:1A,2 'quo te':3", "'a\\\\b':1");
    add("tsquery", "", "a & !b <-> 'c d':*A", "a <3> b");
    add("refcursor", "", "c");
  }

  private static void times() {
    add("date", "infinity", "-infinity", "4713-01-01 BC", "5874897-12-31", "2000-02-29");
    add("time", "00:00:00", "24:00:00", "23:59:59.999999");
    add("timetz", "00:00:00+15:59", "24:00:00-15:59", "12:34:56.789+05:30");
    add(
        "timestamp",
        "infinity",
        "-infinity",
        "4713-01-01 00:00:00 BC",
        "294276-12-31 23:59:59.999999");
    add(
        "timestamptz",
        "infinity",
        "-infinity",
        "4713-01-02 00:00:00+00 BC",
        "294276-12-31 23:59:59.999999+00");
    add(
        "interval",
        "0",
        "1 year -2 mons 3 days -04:05:06.789",
        "-178000000 years",
        "infinity",
        "-infinity",
        "P1Y2M3DT4H5M6.000001S");
  }

  private static void shapes() {
    add("point", "(0,-0)", "(1e308,-1e-308)", "(NaN,Infinity)");
    add("lseg", "[(0,0),(1,1)]");
    add("line", "{1,-1,0}", "{0,1,2.5}");
    add("box", "(1,1),(0,0)");
    add("path", "[(0,0),(1,1)]", "((0,0),(1,1),(2,0))");
    add("polygon", "((0,0),(1,1),(2,0))");
    add("circle", "<(0,0),1.5>");
    add("inet", "0.0.0.0/0", "::1", "fe80::1/64", "255.255.255.255");
    add("cidr", "10.0.0.0/8", "::/0", "2001:db8::/32");
    add("macaddr", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff");
    add("macaddr8", "00:00:00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff:ff:ff");
  }

  private static void systems() {
    add("regproc", "now", "-");
    add("regprocedure", "now()", "abs(integer)", "-");
    add("regoper", "||/", "0");
    add("regoperator", "+(integer,integer)", "0");
    add("regclass", "pg_class", "information_schema.tables", "-");
    add("regtype", "integer", "character varying", "-");
    add("regrole", "pg_monitor", "-");
    add("regnamespace", "pg_catalog", "-");
    add("regconfig", "english", "simple");
    add("regdictionary", "english_stem", "simple");
    add("regcollation", "\"C\"", "\"POSIX\"");
    add("aclitem", "pg_monitor=r/pg_monitor", "=arwdDxt*/pg_monitor");
    add("pg_snapshot", "100:105:101,103", "1:1:");
    add("txid_snapshot", "100:105:101,103", "1:1:");
  }

  private static void ranges() {
    add("int4range", "empty", "[1,10)", "(,)", "[,5]");
    add("int8range", "empty", "[-9223372036854775808,9223372036854775807)");
    add("numrange", "empty", "(1.10,2.200]", "[NaN,NaN]");
    add("daterange", "empty", "[2000-01-01,infinity)", "(,)");
    add("tsrange", "empty", "[2000-01-01 00:00,2000-01-01 00:00:00.000001]");
    add("tstzrange", "empty", "(-infinity,infinity)");
    add("int4multirange", "{}", "{[1,2),[5,8)}", "{(,)}");
    add("int8multirange", "{}", "{[1,2),[5,8)}");
    add("nummultirange", "{}", "{(1.10,2.200],[7,7]}");
    add("datemultirange", "{}", "{[2000-01-01,2000-01-03),[2001-01-01,)}");
    add("tsmultirange", "{}", "{[2000-01-01,2000-01-03),[2001-01-01,)}");
    add("tstzmultirange", "{}", "{[2000-01-01,2000-01-03),[2001-01-01,)}");
  }
}
