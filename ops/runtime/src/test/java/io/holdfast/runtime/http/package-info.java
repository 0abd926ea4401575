/** What a browser, Prometheus and a supervisor get to see. */
package io.holdfast.runtime.http;
