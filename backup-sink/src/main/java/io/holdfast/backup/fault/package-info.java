/** Where a fault test has the process die. */
package io.holdfast.backup.fault;
