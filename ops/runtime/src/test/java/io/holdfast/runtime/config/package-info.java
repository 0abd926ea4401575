/** Configuration as people meet it: files, variables, arguments, and the sentences that refuse. */
package io.holdfast.runtime.config;
