/** The walkthrough of {@code ops/docs}, walked: three machines in three directories of this one. */
package io.holdfast.e2e.faults.documents;
