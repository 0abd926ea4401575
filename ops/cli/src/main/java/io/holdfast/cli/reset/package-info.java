/**
 * An application's state, built anew from its topics. Depends on the dispatcher's {@code domain}
 * and {@code store}.
 */
package io.holdfast.cli.reset;
