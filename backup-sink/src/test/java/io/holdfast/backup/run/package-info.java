/** Tests of run. */
package io.holdfast.backup.run;
