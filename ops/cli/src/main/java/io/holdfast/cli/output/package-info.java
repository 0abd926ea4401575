/**
 * How answers look: plain aligned tables for people, JSON for programs, from one description of the
 * columns. Depends on Jackson's generator and the JSON of the contract, on no other package of this
 * module.
 */
package io.holdfast.cli.output;
