package stoa.main;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import stoa.main.command.Commands;
import stoa.main.platform.Warming;
import stoa.main.remote.CommandFailed;
import stoa.main.remote.RemoteCommands;
import stoa.main.tour.TourCommand;
import stoa.runtime.InvalidSettings;
import stoa.runtime.StartFailed;

/** The program's entry: finds the command, runs it, and turns its outcome into an exit code. */
@Command(name = "stoa", description = "A microservices platform in one program.", synopsisSubcommandLabel = "COMMAND", footer = {
        "", "Start with: stoa up"})
public final class Main {
    /** The commands that start roles. */
    private static final Set<String> STARTING = Set.of("up", "run");
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && STARTING.contains(arguments[0])) {
            Warming.begin();
        }
        System.exit(commandLine(arguments).execute(arguments));
    }

    /** The command line for these arguments. Only the command that is named is made: making all costs time at the start. */
    static CommandLine commandLine(String... arguments) {
        var commands = commands();
        var line = new CommandLine(new Main());
        if (arguments.length > 0 && commands.containsKey(arguments[0]) && !arguments[0].equals(Commands.COMPLETION)) {
            commands.keySet().retainAll(Set.of(arguments[0]));
        }
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        helpEverywhere(line);
        line.setParameterExceptionHandler((e, _) -> misused(e));
        line.setExecutionExceptionHandler((e, at, _) -> failed(e, at.getErr()));
        return line;
    }

    private static Map<String, Supplier<Object>> commands() {
        var commands = new LinkedHashMap<String, Supplier<Object>>();
        commands.putAll(Commands.all());
        commands.putAll(RemoteCommands.all());
        commands.put("tour", TourCommand::new);
        commands.put("train", TrainCommand::new);
        return commands;
    }

    private static void helpEverywhere(CommandLine line) {
        line.getCommandSpec().mixinStandardHelpOptions(true);
        line.getSubcommands().values().forEach(Main::helpEverywhere);
    }

    private static int misused(ParameterException e) {
        var at = e.getCommandLine();
        var name = at.getCommandSpec().qualifiedName();
        at.getErr().println(name + ": " + e.getMessage() + " (see " + name + " --help)");
        return MISUSED;
    }

    private static int failed(Exception e, PrintWriter err) {
        switch (e) {
            case InvalidSettings invalid -> {
                invalid.errors().forEach(err::println);
                return MISUSED;
            }
            case StartFailed _,CommandFailed _ -> err.println(e.getMessage());
            default -> {
                err.println("stoa failed where it should not; please report this:");
                e.printStackTrace(err);
            }
        }
        err.flush();
        return FAILED;
    }
}
