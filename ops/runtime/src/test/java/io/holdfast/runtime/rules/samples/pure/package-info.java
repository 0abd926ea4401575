/** Classes that keep or break the rules, for the rules' own test. */
package io.holdfast.runtime.rules.samples.pure;
