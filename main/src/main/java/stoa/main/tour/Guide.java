package stoa.main.tour;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine.Help.Ansi;
import stoa.main.remote.CommandFailed;
import stoa.main.remote.Remote;
import stoa.main.remote.Remote.Answer;
import stoa.main.tour.Row.Expected;

/** Sends the rows, shows each with its answer and verdict, and counts. */
final class Guide {
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int SHOWN = 60;

    private final Map<String, Remote> listeners;
    private final PrintWriter out;
    private int asked;
    private int missed;

    /** @param listeners the platform's listeners by label */
    Guide(Map<String, Remote> listeners, PrintWriter out) {
        this.listeners = listeners;
        this.out = out;
    }

    void section(String title, List<Row> rows) {
        say("@|bold " + title + "|@");
        rows.forEach(this::ask);
        say("");
    }

    /** @return whether every answer was as the contract says */
    boolean conclude() {
        var colour = missed == 0 ? "green" : "red";
        say("@|bold," + colour + " " + (asked - missed) + " of " + asked + "|@ as the contract says");
        return missed == 0;
    }

    private void ask(Row row) {
        asked++;
        var platform = listeners.get(row.listener());
        var name = row.method() + " " + (row.listener().equals("main") ? "" : row.listener() + ":") + row.path();
        if (platform == null) {
            missed(name, "no listener " + row.listener(), row.expected());
            return;
        }
        try {
            var answer = send(platform, row);
            var misses = row.expected().stream().filter(e -> !e.holds().test(answer)).toList();
            if (misses.isEmpty()) {
                say("  @|green ✓|@ ", String.format("%-62s %s", shortened(name), shown(answer)));
            } else {
                missed(name, shown(answer), misses);
            }
        } catch (CommandFailed e) {
            missed(name, String.valueOf(e.getMessage()), row.expected());
        }
    }

    private Answer send(Remote platform, Row row) throws CommandFailed {
        var end = System.nanoTime() + row.within().toNanos();
        while (true) {
            var answer = platform.send(row.method(), row.path(), row.headers(), row.body());
            Predicate<Expected> holds = e -> e.holds().test(answer);
            if (System.nanoTime() >= end || row.expected().stream().allMatch(holds)) {
                return answer;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return answer;
            }
        }
    }

    private void missed(String name, String got, List<Expected> expected) {
        missed++;
        say("  @|bold,red ✗|@ ", String.format("%-62s %s", shortened(name), got));
        expected.forEach(e -> say("      expected " + e.words()));
    }

    private static String shown(Answer answer) {
        var where = answer.header("location");
        var body = where.isEmpty() ? answer.body().strip().replace('\n', ' ') : where;
        return answer.status() + " " + shortened(body);
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN - 1) + "…";
    }

    private void say(String markup) {
        say(markup, "");
    }

    /** @param plain as it is: what comes from outside is no markup */
    private void say(String markup, String plain) {
        out.println(Ansi.AUTO.string(markup) + plain);
        out.flush();
    }
}
