/** The contract of {@code schemas} against a real broker and a real registry. */
package io.holdfast.e2e.schemas;
