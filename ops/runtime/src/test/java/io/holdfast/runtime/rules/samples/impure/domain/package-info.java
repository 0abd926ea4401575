/** A domain that is impure. */
package io.holdfast.runtime.rules.samples.impure.domain;
