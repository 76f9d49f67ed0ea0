package stoa.gateway.routefile;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.events.Recorder;
import stoa.gateway.route.Configured;
import stoa.gateway.route.RouteSpec;
import stoa.gateway.routefile.History.Kept;
import stoa.gateway.routefile.History.Version;
import stoa.http.Problem;
import stoa.http.Problem.FieldError;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

/**
 * Where routes are applied: read from their file, checked, compared with those in force, kept, handed on, rolled back.
 * Whatever is wrong changes nothing. A rollback holds over restarts, until the next reload; otherwise a start takes the
 * file.
 */
public final class RouteDesk {
    private static final Logger LOG = LoggerFactory.getLogger(RouteDesk.class);
    private static final String NONE = "routes: []\n";

    private final RouteSource source;
    private final History history;
    private final List<RouteSpec> settings;
    private final Recorder events;
    private final InstantSource clock;
    private Consumer<Configured> taker = _ -> {};
    private volatile Kept kept = Kept.NOTHING;
    private volatile List<RouteSpec> inForce = List.of();

    /** A version for people; the text only where one asks for it. */
    public record VersionView(int version, Instant at, String how, String by, int routes, String changes,
            boolean inForce) {}

    /**
     * What is in force.
     *
     * @param version 0 where nothing was ever applied
     * @param pinned whether it was rolled back to, so that the file does not count until the next reload
     * @param file where the routes file is
     * @param fileSays whether the file says the same, something else, nothing that can be used, or is not there
     */
    public record Standing(int version, boolean pinned, String file, String fileSays) {}

    /** What was, or would be, applied. */
    public record Outcome(int version, String summary, List<RouteDiff.Change> changes, boolean reordered) {}

    /**
     * @param settings the routes of the settings, which stand beside the file's
     * @param instance the gateway's instance id
     */
    public RouteDesk(RouteSource source, List<RouteSpec> settings, DataFolder data, String instance, Recorder events,
            InstantSource clock) {
        this.source = source;
        this.settings = List.copyOf(settings);
        this.history = new History(data, instance);
        this.events = events;
        this.clock = clock;
    }

    /** Takes up the routes of this start. @throws StartFailed with everything that is wrong with them */
    public synchronized Configured start() throws StartFailed {
        kept = history.read();
        if (kept.pinned() && !kept.versions().isEmpty()) {
            var last = kept.versions().getLast();
            inForce = sound("version " + last.version() + " of the routes, which was rolled back to", last.text());
            LOG.warn("routes: version {} ({}) stays in force and {} does not count until the next reload",
                    last.version(), last.how(), source.path());
            return configured();
        }
        String text;
        try {
            text = source.read().orElse(NONE);
        } catch (IllegalArgumentException e) {
            throw new StartFailed("the routes file " + e.getMessage(), e);
        }
        inForce = sound(source.path().toString(), text);
        if (!text.equals(kept.versions().isEmpty() ? NONE : kept.versions().getLast().text())) {
            try {
                keep(false, "start", "the start", text, inForce, lastSpecs());
            } catch (IOException e) {
                throw new StartFailed("the routes cannot be kept in the data folder: " + e.getMessage(), e);
            }
        }
        return configured();
    }

    /** Those of the last version, as far as they can be read still. */
    private List<RouteSpec> lastSpecs() {
        return kept.versions().isEmpty() ? List.of() : source.routes(kept.versions().getLast().text()).routes();
    }

    private List<RouteSpec> sound(String what, String text) throws StartFailed {
        var read = source.routes(text);
        if (!read.isSound()) {
            throw new StartFailed(what + " cannot be used: "
                    + read.flaws().stream().map(Flaw::toString).collect(Collectors.joining("; ")));
        }
        return read.routes();
    }

    /** Who is handed the routes, those of now at once and whatever is applied later. */
    public synchronized void onChange(Consumer<Configured> receiver) {
        taker = receiver;
        receiver.accept(configured());
    }

    public Configured configured() {
        return new Configured(settings, inForce);
    }

    /** Checks a text, or the file where there is none, and compares it. @throws Problem 422 with every flaw */
    public Outcome check(Optional<String> text) {
        var read = usable(text.isPresent() ? text.get() : fromFile());
        return outcome(kept.next(), RouteDiff.between(inForce, read.routes()));
    }

    private static Outcome outcome(int version, RouteDiff diff) {
        return new Outcome(version, diff.summary(), diff.changes(), diff.reordered());
    }

    private String fromFile() {
        try {
            return source.read().orElseThrow(
                    () -> new Problem(409, "there is no routes file: " + source.path() + " is not there"));
        } catch (IllegalArgumentException e) {
            throw new Problem(409, "the routes file " + e.getMessage());
        }
    }

    private RouteReader.Read usable(String text) {
        var read = source.routes(text);
        if (!read.isSound()) {
            throw new Problem(422,
                    read.flaws().stream().map(Flaw::toString).collect(Collectors.joining("; ")),
                    read.flaws().stream().map(RouteDesk::error).toList());
        }
        return read;
    }

    private static FieldError error(Flaw flaw) {
        var field = flaw.route() + (flaw.route().isEmpty() || flaw.field().isEmpty() ? "" : ": ") + flaw.field();
        return new FieldError(field, flaw.detail());
    }

    /**
     * Applies the file.
     *
     * @param by who asks
     * @throws Problem 422 with every flaw, 409 where there is no file, 503 where it cannot be kept; nothing changes then
     */
    public synchronized Outcome reload(String by) {
        var text = fromFile();
        var diff = apply(false, "reload", by, text);
        events.record("routes.reloaded", "gateway", "version " + version() + ": " + diff.summary(), Map.of("by", by));
        return outcome(version(), diff);
    }

    /**
     * Applies an earlier version again.
     *
     * @param to which; absent is the one before the one in force that differs from it
     * @throws Problem 404 for one that is not kept, 409 where there is none, 422 for one that cannot be used any more, 503
     *             where it cannot be kept; nothing changes then
     */
    public synchronized Outcome rollback(OptionalInt to, String by) {
        var version = to.isPresent() ? kept(to.getAsInt()) : before();
        var how = "rollback to " + version.version();
        var diff = apply(true, how, by, version.text());
        events.record("routes.rolledback", "gateway", "version " + version() + ", " + how + ": " + diff.summary(),
                Map.of("by", by));
        return outcome(version(), diff);
    }

    private Version kept(int number) {
        return kept.versions().stream().filter(v -> v.version() == number).findFirst()
                .orElseThrow(() -> new Problem(404, "version " + number + " is not kept; these are: "
                        + kept.versions().stream().map(v -> String.valueOf(v.version()))
                                .collect(Collectors.joining(", "))));
    }

    private Version before() {
        var versions = kept.versions();
        return versions.reversed().stream().filter(v -> !v.text().equals(versions.getLast().text())).findFirst()
                .orElseThrow(() -> new Problem(409, "no other version is kept that could be rolled back to"));
    }

    private RouteDiff apply(boolean pinned, String how, String by, String text) {
        var next = usable(text).routes();
        var before = inForce;
        try {
            keep(pinned, how, by, text, next, before);
        } catch (IOException e) {
            throw new Problem(503, "the routes cannot be kept in the data folder, so nothing was changed: "
                    + e.getMessage());
        }
        inForce = next;
        taker.accept(configured());
        return RouteDiff.between(before, next);
    }

    private void keep(boolean pinned, String how, String by, String text, List<RouteSpec> routes,
            List<RouteSpec> before) throws IOException {
        var changes = RouteDiff.between(before, routes).summary();
        var more = kept.and(pinned,
                new Version(kept.next(), clock.instant(), how, by, routes.size(), changes, text));
        history.write(more);
        kept = more;
    }

    /** The number of what is in force; 0 where nothing was ever applied. */
    public int version() {
        return kept.versions().isEmpty() ? 0 : kept.versions().getLast().version();
    }

    /** Reads the file. */
    public Standing standing() {
        return new Standing(version(), isPinned(), String.valueOf(source.path().getFileName()), fileSays());
    }

    private String fileSays() {
        try {
            var text = source.read();
            var applied = kept.versions().isEmpty() ? NONE : kept.versions().getLast().text();
            if (text.isEmpty()) {
                return "not there";
            }
            return text.get().equals(applied)
                    ? "the same"
                    : source.routes(text.get()).isSound() ? "something else" : "nothing that can be used";
        } catch (IllegalArgumentException e) {
            return "nothing that can be used";
        }
    }

    /** Whether routes are in force that were rolled back to, in words; empty where they are not. */
    public Optional<String> pinnedWords() {
        return isPinned()
                ? Optional.of("version " + version() + " (" + kept.versions().getLast().how()
                        + ") is in force; the file does not count until the next reload")
                : Optional.empty();
    }

    private boolean isPinned() {
        return kept.pinned();
    }

    /** The newest first. */
    public List<VersionView> versions() {
        var now = kept;
        return now.versions().reversed().stream().map(v -> new VersionView(v.version(), v.at(), v.how(), v.by(),
                v.routes(), v.changes(), v.equals(now.versions().getLast()))).toList();
    }
}
