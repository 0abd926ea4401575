/**
 * What an agent must not forget: who it is, which epochs are closed, which results nobody has
 * acknowledged yet, which processes it launched. One directory, one agent. The formats are in
 * FORMAT.md.
 */
package io.holdfast.agent.state;
