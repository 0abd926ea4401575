/** Threads whose failures are not lost. Knows nothing of the agent. */
package io.holdfast.agent.threads;
