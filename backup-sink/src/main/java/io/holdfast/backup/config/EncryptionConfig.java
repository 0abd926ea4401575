package io.holdfast.backup.config;

import io.holdfast.runtime.config.Describe;
import java.nio.file.Path;
import java.util.Optional;

/** Whether stores can read what they hold. */
public record EncryptionConfig(
    @Describe(
            "file with the keys that objects are encrypted with, as `holdfast backup key create` makes it; without it they are not")
        Optional<Path> keyset) {}
