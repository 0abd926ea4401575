/**
 * Real processes under real faults, in rounds: a package for each suite, its classes named {@code
 * …Faults}. Run by {@code mvn verify -Pfaults}.
 */
package io.holdfast.e2e.faults;
