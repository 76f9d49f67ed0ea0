package stoa.main.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;
import stoa.runtime.Instance;

/** What the start and the stop of a process look like on its standard output. Safe for use by many threads. */
final class Board {
    private final PrintWriter out;

    Board(PrintWriter out) {
        this.out = out;
    }

    synchronized void header() {
        line("@|bold Stoa|@ " + Version.current());
        line("");
    }

    synchronized void ready(Instance instance) {
        var id = instance.id();
        var note = "ready in " + seconds(instance.startTook());
        if (instance.addresses().isEmpty()) {
            row(id, "", note);
        }
        for (var address : instance.addresses()) {
            row(id, address.uri().toString(), note);
            id = "";
            note = "";
        }
    }

    private void row(String id, String address, String note) {
        line(String.format(Locale.ROOT, "  @|bold %-14s|@ %-34s @|faint %s|@", id, address, note));
    }

    synchronized void allReady(Duration took) {
        line("");
        line("@|bold,green Ready|@ in " + seconds(took) + " (since the process began). Ctrl-C drains and stops.");
    }

    synchronized void draining() {
        line("");
        line("Draining ... (Ctrl-C again stops at once)");
    }

    synchronized void stopped(Duration took) {
        line("Stopped in " + seconds(took) + ".");
    }

    private void line(String text) {
        out.println(Ansi.AUTO.string(text).stripTrailing());
        out.flush();
    }

    private static String seconds(Duration d) {
        return String.format(Locale.ROOT, "%.2f s", d.toNanos() / 1e9);
    }
}
