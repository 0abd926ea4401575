/** Alerts, runbooks, dashboards and the scrape configuration fit together. */
package io.holdfast.e2e.prometheus;
