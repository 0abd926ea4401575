/** Tests of what a policy may say, and of breakers. */
package io.holdfast.cli.policy;
