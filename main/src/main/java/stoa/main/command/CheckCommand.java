package stoa.main.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import stoa.main.platform.Inspection;
import stoa.main.platform.RoleTable;
import stoa.main.terminal.Table;

@Command(name = "check", description = "Show the effective settings and try every store; start nothing.")
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final LaunchOptions options = new LaunchOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var inspection = Inspection.of(options.launch(List.of(RoleTable.ALL)));
        var out = spec.commandLine().getOut();
        printSettings(inspection, out);
        out.println();
        printStores(inspection, out);
        return inspection.well() ? 0 : 1;
    }

    private static void printSettings(Inspection inspection, PrintWriter out) {
        var table = new Table("KEY", "VALUE", "FROM", "VARIABLES", "MEANING");
        for (var setting : inspection.settings()) {
            table.row(setting.name(), setting.shown(), setting.origin(), String.join(" ", setting.variables()),
                    setting.help());
        }
        table.print(out);
    }

    private static void printStores(Inspection inspection, PrintWriter out) {
        var table = new Table("STORE", "", "KIND", "VERSION", "TOOK", "WHERE", "DETAIL");
        for (var store : inspection.stores()) {
            var c = store.condition();
            table.row(store.name(), c.ok() ? "ok" : "failed", c.kind(), c.version(),
                    String.format(Locale.ROOT, "%.1f ms", c.latency().toNanos() / 1e6), c.address(), c.detail());
        }
        table.print(out);
    }
}
