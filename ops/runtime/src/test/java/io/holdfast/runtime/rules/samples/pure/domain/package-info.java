/** A domain that is pure. */
package io.holdfast.runtime.rules.samples.pure.domain;
