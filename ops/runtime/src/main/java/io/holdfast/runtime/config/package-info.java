/**
 * Configuration as records: read from a YAML file, the environment and the command line, strictly.
 *
 * <p>Start with {@link io.holdfast.runtime.config.Configuration}. Depends on the JDK and a YAML
 * parser only.
 */
package io.holdfast.runtime.config;
