/** Headless Chromium, driven over its DevTools protocol. */
package io.holdfast.console.browser;
