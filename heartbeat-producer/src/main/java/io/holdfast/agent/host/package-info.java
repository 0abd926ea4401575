/** What the agent reads from the machine: processors, memory, GPUs, the table of processes. */
package io.holdfast.agent.host;
