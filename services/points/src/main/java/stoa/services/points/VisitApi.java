package stoa.services.points;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.services.points.ledger.Account;
import stoa.services.points.ledger.Entry;
import stoa.services.points.ledger.Ledger;
import stoa.services.points.ledger.Outcome;
import stoa.services.points.page.Live;
import stoa.services.points.page.Recent;
import stoa.services.points.page.VisitPage;

/** The counter: whoever looks adds to it. */
final class VisitApi {
    private static final String HTML = "text/html";
    private static final String TEXT = "text/plain";
    private static final String JSON = "application/json";
    /** What browsers and others say when somebody only may come. */
    private static final Set<String> AHEAD = Set.of("prefetch", "prerender", "preview");

    private final Teller teller;
    private final Ledger ledger;
    private final PointsSettings settings;
    private final Live live;
    private final Recent recent;

    VisitApi(Teller teller, Ledger ledger, PointsSettings settings, Live live) {
        this.teller = teller;
        this.ledger = ledger;
        this.settings = settings;
        this.live = live;
        this.recent = new Recent(ledger, settings.account());
    }

    /**
     * What a visit came to.
     *
     * @param points the balance after the visit
     * @param entry the id of the visit's entry, null where the request does not count
     * @param durability of that entry
     */
    record Visit(long points, String account, @Nullable String entry, @Nullable String durability) {}

    void routes(Routes at) {
        at.get("/", this::visit).says("Adds to the shared counter, and tells its balance: a page, text or JSON")
                .header("Accept", "text/html (also where anything will do), text/plain or application/json")
                .header("Sec-Purpose", "prefetch or prerender: does not count; nor do HEAD and health checks")
                .answers(200, Visit.class).answers(409, "the counter is full");
        at.get("/live", _ -> live.listen())
                .says("The counter's account as it is, and then as it changes, as Server-Sent Events")
                .answers(200, "a stream of events named account, with balance and newest entries as JSON");
    }

    private Reply visit(Request request) {
        var seen = counts(request) ? count(request) : look();
        var reply = switch (request.prefers(HTML, TEXT, JSON)) {
            case TEXT -> Reply.text("Баллов начислено: " + seen.points());
            case JSON ->
                Reply.json(new Visit(seen.points(), settings.account(), seen.entry().map(Entry::id).orElse(null),
                        seen.durability()));
            default -> Reply.html(VisitPage.of(seen.points(), settings.step(),
                    seen.entry().map(recent.now()::with).orElse(recent.now())));
        };
        return reply.with("Vary", "Accept");
    }

    /** The balance, and the entry that has made it so, where the request counts. */
    private record Seen(long points, Optional<Entry> entry, @Nullable String durability) {}

    private Seen look() {
        return new Seen(ledger.account(settings.account()).map(Account::balance).orElse(0L), Optional.empty(), null);
    }

    private Seen count(Request request) {
        return switch (teller.visit(settings.account(), settings.step(), id(request))) {
            case Outcome.Entered(var entry, var durability) -> seen(entry, durability);
            case Outcome.Replayed(var entry, var durability) -> seen(entry, durability);
            // counted by an instance with another step
            case Outcome.KeyTaken(var entry) -> seen(entry, null);
            case Outcome.TooLittle(var account) -> throw Answers.tooLittle(account);
            case Outcome.TooMuch(var account) -> throw Answers.tooMuch(account);
        };
    }

    /** The gateway's, which stays the same when it tries again; never one that a client may have chosen. */
    private static String id(Request request) {
        return request.isRelayed() ? request.call().requestId() : UUID.randomUUID().toString();
    }

    private static Seen seen(Entry entry, @Nullable String durability) {
        return new Seen(entry.balance(), Optional.of(entry), durability);
    }

    private static boolean counts(Request request) {
        return request.method().equals("GET") && !Checks.isCheck(request.header("User-Agent").orElse(""))
                && Stream.of("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz").flatMap(h -> request.headers(h).stream())
                        .flatMap(v -> Stream.of(v.toLowerCase(Locale.ROOT).split("[;,\\s]+")))
                        .noneMatch(AHEAD::contains);
    }
}
