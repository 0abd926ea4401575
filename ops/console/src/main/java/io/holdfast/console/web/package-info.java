/**
 * The page, its JSON, its stream of events and, where enabled, its actions. Over the JDK's HTTP
 * server.
 */
package io.holdfast.console.web;
