package stoa.events;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.stores.relational.StoreUnavailable;

/** The requests of the events service. */
final class EventApi {
    private static final int MOST_AT_ONCE = 500;
    private static final int MOST_REPLAYED = 1000;

    private final EventStore store;
    private final Arrivals arrivals = new Arrivals();

    EventApi(EventStore store) {
        this.store = store;
    }

    /** The newest events first; {@code next} is the cursor of the page after, null on the last. */
    record Page(List<Event> events, @Nullable String next) {}

    /** Events to remember. */
    record Told(List<Event> events) {}

    /** How many of the events that were told are new. */
    record Kept(int stored) {}

    void routes(Routes at) {
        at.get("/events", this::list).says("What happened to the platform, the newest first")
                .query("kind", "the beginning of the kind: instance, instance.lost")
                .query("subject", "what it happened to").query("since", "not before this time (RFC 3339)")
                .query("limit", "1 to 200, 50 by default").query("cursor", "next of the page before")
                .answers(200, Page.class);
        at.post("/events", this::append).says("Remembers events; one that is told twice is kept once").forOperators()
                .takes(Told.class).answers(201, Kept.class).answers(200, "all of them were there already");
        at.get("/events/watch", this::watch).says("Events as they arrive, as Server-Sent Events")
                .header("Last-Event-ID", "the last event seen: those after it are told first, the newest 1000 of them")
                .answers(200, "a stream of events named event, each with the event's id and JSON");
    }

    private Reply append(Request request) {
        var body = request.fields();
        var told = body.objects("events");
        if (told.isEmpty() || told.size() > MOST_AT_ONCE) {
            body.reject("events", "must be 1 to " + MOST_AT_ONCE + " events");
            body.verify();
        }
        var events = told.stream().map(EventLimits::read).toList();
        body.verify();
        var stored = store.append(events);
        if (stored > 0) {
            arrivals.tell();
        }
        return Reply.json(stored > 0 ? 201 : 200, new Kept(stored));
    }

    private Reply list(Request request) {
        var limit = request.limit();
        var filter = new EventStore.Filter(request.query("kind"), request.query("subject"),
                request.query("since").map(EventApi::since), request.query("cursor").map(EventApi::place));
        var found = store.list(filter, limit + 1);
        return Reply.json(found.size() <= limit
                ? new Page(found, null)
                : new Page(found.subList(0, limit), cursor(found.get(limit - 1))));
    }

    private Reply watch(Request request) {
        var lastSeen = request.header("Last-Event-ID").filter(id -> !id.isBlank());
        return Reply.events(new EventWatch(store, arrivals, store.resume(lastSeen, MOST_REPLAYED)));
    }

    private static Instant since(String text) {
        try {
            return EventLimits.time(text);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("since", String.valueOf(e.getMessage()));
        }
    }

    private static String cursor(Event last) {
        var place = last.at().toEpochMilli() + " " + last.id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    private static EventStore.Place place(String cursor) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", -1);
            if (parts.length == 2) {
                return new EventStore.Place(Long.parseLong(parts[0]), parts[1]);
            }
        } catch (IllegalArgumentException e) {
            // answered below, as any other text
        }
        throw Problem.invalid("cursor", "is not one that a list has answered as next");
    }

    /** The service lives by its store alone; {@code /health} tells operators what the store says. */
    static Problem away(StoreUnavailable e) {
        var detail = "events cannot be kept or read now";
        return e.isEffectUnknown()
                ? new Problem(503, detail + "; whether the write took effect is not known")
                : new Problem(503, detail).with("Retry-After", "1");
    }
}
