package stoa.main.remote;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.gateway.routefile.RouteReader;
import stoa.http.Json;
import stoa.main.terminal.Table;

@Command(name = "routes", description = "Show the gateway's routes; check, apply and roll back those of its routes file.", subcommands = {
        RoutesExplainCommand.class, RoutesCommand.Check.class, RoutesCommand.Diff.class, RoutesCommand.Reload.class,
        RoutesCommand.Rollback.class, RoutesCommand.Versions.class})
final class RoutesCommand extends RemoteCommand {
    /** Where a gateway tells of its own routes. */
    static final String PATH = "/services/call/gateway/routes";

    @Option(names = "--json", description = "Print the gateway's own answer.")
    private boolean json;

    record Standing(int version, boolean pinned, String file, String fileSays) {}

    record Shown(String source, String name, String takes, String leads, Map<String, String> says) {}

    record Effective(Standing standing, List<Shown> routes, int more) {}

    record FieldChange(String field, String before, String after) {}

    record Change(String kind, String route, List<FieldChange> fields) {}

    record Outcome(int version, String summary, List<Change> changes, boolean reordered) {}

    record Version(int version, Instant at, String how, String by, int routes, String changes, boolean inForce) {}

    record Page(List<Version> versions) {}

    @Override
    int run(Remote platform, PrintWriter out) throws CommandFailed {
        var answer = Remote.expectSuccess(platform.send("GET", PATH + (json ? "" : "?limit=10000")));
        if (json) {
            out.println(answer.body());
            return 0;
        }
        var effective = Json.read(answer.body(), Effective.class);
        var table = new Table("FROM", "NAME", "TAKES", "LEADS TO", "AND");
        effective.routes().forEach(r -> table.row(r.source(), r.name(), r.takes(), r.leads(), words(r.says())));
        table.print(out);
        out.println();
        out.println(words(effective.standing()));
        return 0;
    }

    static String words(Map<String, String> says) {
        return says.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).collect(Collectors.joining("; "));
    }

    private static String words(Standing standing) {
        return "version " + standing.version() + (standing.pinned()
                ? " was rolled back to; the file does not count until stoa routes reload"
                : "") + "; " + standing.file() + ": " + standing.fileSays();
    }

    private static int print(Outcome outcome, PrintWriter out) {
        for (var change : outcome.changes()) {
            out.println(change.kind().toLowerCase(Locale.ROOT) + " " + change.route());
            for (var field : change.fields()) {
                out.println("  " + field.field() + ": " + switch (change.kind().toLowerCase(Locale.ROOT)) {
                    case "added" -> field.after();
                    case "removed" -> field.before();
                    default -> (field.before().isEmpty() ? "(none)" : field.before()) + " -> "
                            + (field.after().isEmpty() ? "(none)" : field.after());
                });
            }
        }
        if (outcome.reordered()) {
            out.println("the routes stand in another order");
        }
        return 0;
    }

    /** A routes file on this machine; without one the gateway's own is meant. */
    static final class FileHere {
        @Parameters(index = "0", paramLabel = "FILE", arity = "0..1", description = "A routes file here (default: the gateway's own).")
        private @Nullable Path path;

        Optional<Path> path() {
            return Optional.ofNullable(path);
        }

        /** Its text; empty for the gateway's own. */
        String text() throws CommandFailed {
            if (path == null) {
                return "";
            }
            try {
                return Files.readString(path);
            } catch (IOException e) {
                throw new CommandFailed(path + " cannot be read: " + e.getMessage());
            }
        }
    }

    private static Outcome post(Remote platform, String what, String body) throws CommandFailed {
        var headers = body.isEmpty() ? Map.<String, String>of() : Map.of("Content-Type", "application/yaml");
        return Json.read(Remote.expectSuccess(platform.send("POST", PATH + "/" + what, headers, body)).body(),
                Outcome.class);
    }

    @Command(name = "check", description = "Check a routes file here, which needs no gateway, or the gateway's own; change nothing.")
    static final class Check extends RemoteCommand {
        @Mixin
        private final FileHere here = new FileHere();

        @Override
        int run(Remote platform, PrintWriter out) throws CommandFailed {
            if (here.path().isEmpty()) {
                out.println("sound; to be applied: " + post(platform, "check", "").summary());
                return 0;
            }
            var file = here.path().get();
            var read = RouteReader.file(here.text(), file.toAbsolutePath().resolveSibling(""));
            if (!read.isSound()) {
                throw new CommandFailed(
                        read.flaws().stream().map(f -> file + ": " + f).collect(Collectors.joining("\n")));
            }
            out.println(file + " is sound; routes: " + read.routes().size());
            return 0;
        }
    }

    @Command(name = "diff", description = "Show what a reload would change; change nothing.")
    static final class Diff extends RemoteCommand {
        @Mixin
        private final FileHere here = new FileHere();

        @Override
        int run(Remote platform, PrintWriter out) throws CommandFailed {
            var outcome = post(platform, "check", here.text());
            out.println("to be applied: " + outcome.summary());
            return print(outcome, out);
        }
    }

    @Command(name = "reload", description = "Apply the gateway's routes file; a bad one changes nothing.")
    static final class Reload extends RemoteCommand {
        @Override
        int run(Remote platform, PrintWriter out) throws CommandFailed {
            var outcome = post(platform, "reload", "");
            out.println("version " + outcome.version() + " is in force: " + outcome.summary());
            return print(outcome, out);
        }
    }

    @Command(name = "rollback", description = "Apply an earlier version again; it holds, over restarts too, until the next reload.")
    static final class Rollback extends RemoteCommand {
        @Parameters(index = "0", paramLabel = "VERSION", arity = "0..1", description = "Default: the one before.")
        private @Nullable Integer version;

        @Override
        int run(Remote platform, PrintWriter out) throws CommandFailed {
            var answer = version == null
                    ? platform.send("POST", PATH + "/rollback")
                    : platform.json("POST", PATH + "/rollback", Map.of("to", version));
            var outcome = Json.read(Remote.expectSuccess(answer).body(), Outcome.class);
            out.println("version " + outcome.version() + " is in force: " + outcome.summary()
                    + "; the file does not count until stoa routes reload");
            return print(outcome, out);
        }
    }

    @Command(name = "versions", description = "List the last versions that were applied.")
    static final class Versions extends RemoteCommand {
        @Override
        int run(Remote platform, PrintWriter out) throws CommandFailed {
            var answer = Remote.expectSuccess(platform.send("GET", PATH + "/versions"));
            var table = new Table("VERSION", "AT", "HOW", "BY", "ROUTES", "CHANGES", "");
            Json.read(answer.body(), Page.class).versions()
                    .forEach(v -> table.row(String.valueOf(v.version()), v.at().toString(), v.how(), v.by(),
                            String.valueOf(v.routes()), v.changes(), v.inForce() ? "in force" : ""));
            table.print(out);
            return 0;
        }
    }
}
