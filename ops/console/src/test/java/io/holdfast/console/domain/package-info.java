/** Tests of the fold. */
package io.holdfast.console.domain;
