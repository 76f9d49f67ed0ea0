package stoa.main.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "run", description = "Run some roles in this process; `stoa roles` lists them.")
final class RunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ROLE", arity = "1..*", description = "Which roles.")
    private List<String> roles = new ArrayList<>();

    @Mixin
    private final LaunchOptions options = new LaunchOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        return Session.run(options.launch(roles), spec.commandLine().getOut());
    }
}
