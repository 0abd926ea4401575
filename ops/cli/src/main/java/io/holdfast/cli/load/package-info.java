/** {@code holdfast load}: how evenly a pool is loaded. */
package io.holdfast.cli.load;
