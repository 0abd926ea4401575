/** What an agent costs its node, measured on the process as it is run. */
package io.holdfast.bench.agent;
