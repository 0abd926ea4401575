/** The agent's settings: the public face of the jar. Typed, validated, with their meaning. */
package io.holdfast.agent.config;
