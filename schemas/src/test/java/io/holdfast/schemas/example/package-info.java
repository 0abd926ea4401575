/** An executor other than Holdfast's agent, as the README shows it. */
package io.holdfast.schemas.example;
