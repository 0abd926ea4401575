package io.holdfast.cli.backup;

import io.holdfast.cli.shell.Group;
import picocli.CommandLine.Command;

@Command(
    name = "backup",
    description = "Backups of databases: run them, look at them, verify them, restore from them.",
    subcommands = {BackupRun.class, BackupInfo.class, BackupVerify.class, BackupRestore.class})
public final class BackupCommand extends Group {}
