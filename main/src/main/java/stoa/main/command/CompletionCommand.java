package stoa.main.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "completion", description = "Print the completion script for bash and zsh.", footer = {"",
        "To use it: source <(stoa completion)"})
final class CompletionCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        var whole = spec.root().commandLine();
        spec.commandLine().getOut().println(AutoComplete.bash("stoa", whole));
    }
}
