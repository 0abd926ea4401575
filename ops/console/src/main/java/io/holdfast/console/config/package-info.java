/** What can be configured. Depends on the shared runtime only. */
package io.holdfast.console.config;
