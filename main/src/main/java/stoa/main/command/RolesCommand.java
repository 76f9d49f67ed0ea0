package stoa.main.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import stoa.main.platform.RoleTable;
import stoa.main.terminal.Table;

@Command(name = "roles", description = "List what `stoa run` can run.")
final class RolesCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        var roles = RoleTable.usual();
        var table = new Table("ROLE", "NEEDS", "PORT", "WHAT IT IS");
        for (var role : roles.rows()) {
            var port = roles.port(role.name());
            table.row(role.name(), String.join(" ", role.needs()), port.isPresent() ? "" + port.getAsInt() : "",
                    role.summary());
        }
        table.row(RoleTable.ALL, "", "", "every role of this list; what `stoa up` runs");
        table.print(spec.commandLine().getOut());
    }
}
