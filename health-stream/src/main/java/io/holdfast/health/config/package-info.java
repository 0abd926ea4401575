/**
 * What can be set, as records: the public interface of the process. Depends on runtime's config.
 */
package io.holdfast.health.config;
