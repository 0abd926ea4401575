/** What Dockerfile and compose.yaml promise, held everywhere; tried where an engine answers. */
package io.holdfast.docker;
