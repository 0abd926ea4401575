/** Chains as stores hold them: read, checked, verified. Needs stores and nothing else. */
package io.holdfast.backup.chain;
