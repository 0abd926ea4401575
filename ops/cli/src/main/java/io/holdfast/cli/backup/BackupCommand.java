package io.holdfast.cli.backup;

import io.holdfast.cli.shell.Group;
import picocli.CommandLine.Command;

@Command(
    name = "backup",
    description = "Backups of databases: run them, look at them, verify them, restore from them.",
    subcommands = {
      BackupRun.class,
      BackupBase.class,
      BackupPoint.class,
      BackupInfo.class,
      BackupCheck.class,
      BackupVerify.class,
      BackupRestore.class,
      BackupKey.class
    })
public final class BackupCommand extends Group {}
