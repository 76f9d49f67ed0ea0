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
        var table = new Table("ROLE", "PORT", "PATH", "KEEPS DATA IN", "ASKS", "WHAT IT IS");
        for (var row : RoleTable.usual().rows()) {
            var port = row.port().isPresent() ? "" + row.port().getAsInt() : "";
            table.row(row.role().name(), port, row.path(), String.join(", ", row.stores()), row.asked(),
                    row.role().summary());
        }
        table.row(RoleTable.ALL, "", "", "", "", "every role of this list; what `stoa up` runs");
        table.print(spec.commandLine().getOut());
    }
}
