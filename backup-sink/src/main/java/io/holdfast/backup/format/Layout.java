package io.holdfast.backup.format;

import io.holdfast.backup.domain.TableName;
import java.util.List;

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
 *  index/0000000000000001-0000000000000999-77ab03c4d1e9f206.avro
 *        └ first manifest └ last           └ first half of its SHA-256
 * </pre>
 *
 * <p>What is encrypted ends in {@code .enc}.
 *
 * <p>A segment's name holds its hash because a sink that died before its manifest was decided
 * leaves an object behind, and the next one may cut elsewhere: names never collide with other
 * bytes.
 */
public final class Layout {

  public static final int MANIFESTS_PER_DIRECTORY = 1000;
  public static final String MANIFESTS = "manifests/";
  private static final String SEALED = ".enc";

  private Layout() {}

  public static String chain(String database, String chain) {
    return database + "/" + chain + "/";
  }

  public static String manifest(long number) {
    return group(number / MANIFESTS_PER_DIRECTORY) + "%016d.avro".formatted(number);
  }

  /** Whether a name is that of a manifest: other files may lie beside them. */
  public static boolean isManifest(String name) {
    return name.matches(".*/\\d{16}\\.avro");
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

  /** The name of an object whose content is encrypted. */
  public static String sealed(String name) {
    return name + SEALED;
  }

  /** The name of an object's content. */
  public static String content(String name) {
    return name.endsWith(SEALED) ? name.substring(0, name.length() - SEALED.length()) : name;
  }

  /** All manifests from one to another, both included. */
  public static String index(long from, long to, byte[] sha256) {
    return "index/%016d-%016d-%s.avro".formatted(from, to, Sha256.hex(sha256).substring(0, 16));
  }

  /** Whether the manifest of this number has to be a checkpoint. */
  public static boolean isCheckpoint(long number) {
    return number % MANIFESTS_PER_DIRECTORY == 0;
  }

  /** The directory that holds a thousand manifests, by their thousand. */
  public static String group(long thousand) {
    return MANIFESTS + "%010d/".formatted(thousand);
  }

  /** How many such directories a chain has up to the last, by the names of those that are there. */
  public static long groups(List<String> directories) {
    return directories.stream()
        .filter(name -> name.matches("\\d{10}"))
        .mapToLong(name -> Long.parseLong(name) + 1)
        .max()
        .orElse(0);
  }

  /** The table's own name is for people only: the manifest tells which table it is. */
  public static String tablePiece(String directory, int index, TableName table, int piece) {
    String readable = table.toString().replaceAll("[^A-Za-z0-9_.-]", "_");
    return "%s%05d-%s-%05d.copy.zst"
        .formatted(
            directory, index, readable.substring(0, Math.min(100, readable.length())), piece);
  }

  public static String largeObjectsPiece(String directory, int piece) {
    return "%slarge-objects-%05d.copy.zst".formatted(directory, piece);
  }

  /** Of the tables of a chain's first base; those of a later one are in a directory below. */
  public static final String BASE = "base/";

  public static final String PRE_DATA = "schema/pre-data.sql";
  public static final String POST_DATA = "schema/post-data.sql";
  public static final String SEQUENCES = "schema/sequences.copy";
  public static final String ROLES = "schema/roles.sql";
}
