/** What an operator can set. */
package io.holdfast.backup.config;
