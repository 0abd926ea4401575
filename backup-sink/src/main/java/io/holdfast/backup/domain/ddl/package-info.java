/**
 * DDL as the log carries it: rows of {@code holdfast.ddl}. Depends on the generated records only.
 */
package io.holdfast.backup.domain.ddl;
