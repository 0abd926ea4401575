/**
 * What a process tells those who operate it over HTTP: {@code /healthz}, {@code /readyz}, {@code
 * /metrics}. Built on the JDK's server and Micrometer; knows nothing of the rest.
 */
package io.holdfast.runtime.http;
