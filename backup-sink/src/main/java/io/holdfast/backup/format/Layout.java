package io.holdfast.backup.format;

import io.holdfast.backup.domain.TableName;

/**
 * Where objects lie, below {@code <database>/<chain>/}.
 *
 * <pre>
 *  manifests/0000000000/0000000000000001.avro      thousands / number
 *  schema/pre-data.sql   schema/post-data.sql   schema/sequences.copy   schema/roles.sql
 *  base/00001-public.orders-00000.copy.zst         table, piece
 *  base/3f1c…/00001-public.orders-00000.copy.zst   copied again: id of the message it counts from
 *  segments/00000000000000a7-00000000016B3748-1f0c9d2ab4e7f310.avro
 *           └ manifest       └ last commit    └ first half of its SHA-256
 * </pre>
 *
 * A segment's name holds its hash because a sink that died before its manifest was decided leaves
 * an object behind, and the next one may cut elsewhere: names never collide with other bytes.
 */
public final class Layout {

  private static final int MANIFESTS_PER_DIRECTORY = 1000;

  private Layout() {}

  public static String chain(String database, String chain) {
    return database + "/" + chain + "/";
  }

  public static String manifest(long number) {
    return "manifests/%010d/%016d.avro".formatted(number / MANIFESTS_PER_DIRECTORY, number);
  }

  /** The number that a manifest's name carries. */
  public static long manifestNumber(String name) {
    int slash = name.lastIndexOf('/');
    return Long.parseLong(name.substring(slash + 1, name.length() - ".avro".length()));
  }

  public static String segment(long manifest, long commitLsn, byte[] sha256) {
    return "segments/%016x-%016X-%s.avro"
        .formatted(manifest, commitLsn, Sha256.hex(sha256).substring(0, 16));
  }

  /** The table's own name is for people only: the manifest tells which table it is. */
  public static String tablePiece(String directory, int index, TableName table, int piece) {
    String readable = table.toString().replaceAll("[^A-Za-z0-9_.-]", "_");
    return "%s%05d-%s-%05d.copy.zst"
        .formatted(
            directory, index, readable.substring(0, Math.min(100, readable.length())), piece);
  }

  /** Of the tables of a chain's first base; those of a later one are in a directory below. */
  public static final String BASE = "base/";

  public static final String PRE_DATA = "schema/pre-data.sql";
  public static final String POST_DATA = "schema/post-data.sql";
  public static final String SEQUENCES = "schema/sequences.copy";
  public static final String ROLES = "schema/roles.sql";
}
