package stoa.main.remote;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.http.Json;
import stoa.main.terminal.Table;

@Command(name = "points", description = "Look into accounts of points, and whether all of it is there and adds up.", subcommands = {
        PointsCommand.Verify.class, PointsCommand.Receipt.class, PointsCommand.Balance.class,
        PointsCommand.Entries.class})
final class PointsCommand {
    private static final String PATH = "/services/call/points";

    record Discrepancy(String account, long balance, long sum, List<String> concerned, String detail) {}

    record Audit(long accounts, long entries, List<Discrepancy> discrepancies) {}

    record Looked(String id, long checked, List<String> missing) {}

    record Account(long balance, long reserved) {}

    record Entry(String id, Instant at, String kind, long amount, long balance, String reason) {}

    record Page(List<Entry> entries, @Nullable String next) {}

    private static String get(Remote platform, String path) throws CommandFailed {
        return Remote.expectSuccess(platform.send("GET", PATH + path)).body();
    }

    @Command(name = "verify", description = "Add up all entries of all accounts; fails where they are not the balances.")
    static final class Verify extends RemoteCommand {
        @Option(names = "--json", description = "Print the service's own answer.")
        private boolean json;

        @Override
        int run(Remote platform, PrintWriter out) throws CommandFailed {
            var body = get(platform, "/verification");
            var audit = Json.read(body, Audit.class);
            if (json) {
                out.println(body);
            } else {
                print(audit, out);
            }
            return audit.discrepancies().isEmpty() ? 0 : 1;
        }

        private static void print(Audit audit, PrintWriter out) {
            out.println(audit.accounts() + " accounts, " + audit.entries() + " entries: "
                    + (audit.discrepancies().isEmpty()
                            ? "every balance is the sum of its entries"
                            : audit.discrepancies().size() + " do not add up"));
            for (var it : audit.discrepancies()) {
                out.println(it.account() + ": " + it.detail());
                it.concerned().forEach(id -> out.println("  see entry " + id));
            }
        }
    }

    @Command(name = "receipt", description = "Look whether entries that were acknowledged are there; fails where some are not.")
    static final class Receipt extends RemoteCommand {
        @Option(names = "--ids", paramLabel = "FILE", description = "Entries' ids from a client's log, one a line; - reads the standard input (default: what the instance has told lately and might be lost).")
        private @Nullable String ids;

        @Override
        int run(Remote platform, PrintWriter out) throws CommandFailed {
            Map<String, ?> body = ids == null ? Map.of() : Map.of("ids", read(ids));
            var made = Json.read(Remote.expectSuccess(platform.json("POST", PATH + "/receipts", body)).body(),
                    Looked.class);
            out.println("receipt " + made.id() + ": " + made.checked() + " looked for, " + made.missing().size()
                    + " missing");
            made.missing().forEach(id -> out.println("  " + id));
            return made.missing().isEmpty() ? 0 : 1;
        }

        private static List<String> read(String file) throws CommandFailed {
            try {
                var text = file.equals("-")
                        ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                        : Files.readString(Path.of(file));
                var ids = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
                if (ids.isEmpty()) {
                    throw new CommandFailed(file + " has no ids");
                }
                return ids;
            } catch (IOException e) {
                throw new CommandFailed(file + " cannot be read: " + e.getMessage());
            }
        }
    }

    @Command(name = "balance", description = "Show an account's balance, and what is reserved beside it.")
    static final class Balance extends RemoteCommand {
        @Parameters(paramLabel = "ACCOUNT")
        private String account = "";

        @Override
        int run(Remote platform, PrintWriter out) throws CommandFailed {
            var it = Json.read(get(platform, "/accounts/" + segment(account)), Account.class);
            out.println(it.balance() + (it.reserved() == 0 ? "" : ", and " + it.reserved() + " reserved"));
            return 0;
        }
    }

    @Command(name = "entries", description = "List an account's entries, the newest first.")
    static final class Entries extends RemoteCommand {
        @Parameters(paramLabel = "ACCOUNT")
        private String account = "";

        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: 50, at most 200).")
        private int limit = 50;

        @Override
        int run(Remote platform, PrintWriter out) throws CommandFailed {
            var page = Json.read(get(platform, "/accounts/" + segment(account) + "/entries?limit=" + limit),
                    Page.class);
            var table = new Table("AT", "KIND", "AMOUNT", "BALANCE", "ID", "REASON");
            UnaryOperator<String> signed = amount -> amount.startsWith("-") ? amount : "+" + amount;
            page.entries().forEach(e -> table.row(e.at().toString(), e.kind(), signed.apply(Long.toString(e.amount())),
                    Long.toString(e.balance()), e.id(), e.reason()));
            table.print(out);
            if (page.next() != null) {
                out.println("... and older ones");
            }
            return 0;
        }
    }
}
