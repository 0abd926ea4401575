/**
 * The dispatcher: folds what happens to a pool into decisions. Begin with {@code domain.Decide}.
 */
package io.holdfast.dispatcher;
