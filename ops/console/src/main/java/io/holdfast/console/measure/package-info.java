/** What the topics say as metrics, for alerts: states, phases, breakers, chains. */
package io.holdfast.console.measure;
