/** Tests of the settings. */
package io.holdfast.backup.config;
