package dev.sluice.cli;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;

/** {@code completion}: a script that completes commands, options and their values. */
@Command(
        name = "completion",
        aliases = "generate-completion",
        description = {
            "Prints a script for bash and zsh that completes commands, options and their values.",
            "",
            "In the shell that is open: source <(${ROOT-COMMAND-NAME} completion)",
            "In every shell: write that line into ~/.bashrc or ~/.zshrc."
        })
final class CompletionCommand extends GenerateCompletion {}
