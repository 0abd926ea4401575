/** What an operator sets of the dispatcher. Depends on the runtime's configuration package only. */
package io.holdfast.dispatcher.config;
