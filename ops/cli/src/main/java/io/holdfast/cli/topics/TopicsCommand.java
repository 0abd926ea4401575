package io.holdfast.cli.topics;

import io.holdfast.cli.shell.Group;
import picocli.CommandLine.Command;

@Command(
    name = "topics",
    description = "The topics of Holdfast: create them, compare them with the contract, read them.",
    subcommands = {TopicsCreate.class, TopicsDescribe.class, TopicsTail.class})
public final class TopicsCommand extends Group {}
