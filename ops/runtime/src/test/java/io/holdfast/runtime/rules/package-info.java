/**
 * Rules that every app's own test applies to itself; published as this module's test-jar. Depends
 * on ArchUnit.
 */
package io.holdfast.runtime.rules;
