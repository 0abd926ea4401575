/** Tests of the page's server. */
package io.holdfast.console.web;
