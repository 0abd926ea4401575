/**
 * Leased workloads under faults of everything: agents, guards, networks, brokers and the apps that
 * judge and decide. Two judges outside the product look on: what each workload writes down every 20
 * ms, and a lock that only one of its instances can hold.
 */
package io.holdfast.e2e.faults.fencing;
