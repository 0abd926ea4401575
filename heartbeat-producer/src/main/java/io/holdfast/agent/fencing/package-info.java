/**
 * How leased workloads are kept from outliving their lease: control groups that are killed as a
 * whole, and guard processes that do so also when the agent is frozen or gone.
 */
package io.holdfast.agent.fencing;
