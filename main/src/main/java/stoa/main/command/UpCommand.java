package stoa.main.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import stoa.main.platform.RoleTable;

@Command(name = "up", description = "Run every role in this process.")
final class UpCommand implements Callable<Integer> {
    @Mixin
    private final LaunchOptions options = new LaunchOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        return Session.run(options.launch(List.of(RoleTable.ALL)), spec.commandLine().getOut());
    }
}
