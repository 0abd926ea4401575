/**
 * States of folds in the topic {@code snapshots}: when they are taken, how they are cut into
 * records, and how they are put together again. Both apps write them, a replay reads them.
 *
 * <p>Pure. May depend on the generated records.
 */
package io.holdfast.schemas.snapshot;
