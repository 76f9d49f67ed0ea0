package stoa.services.points;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.services.points.Answers.Acknowledged;
import stoa.services.points.Answers.EntryView;
import stoa.services.points.ledger.Entry;
import stoa.services.points.ledger.Kind;
import stoa.services.points.ledger.Ledger;

/** Points that are put aside for a time, and then taken or given back. */
final class ReservationApi {
    private static final String ENTRIES = "../../entries/";

    private final Teller teller;
    private final Ledger ledger;

    ReservationApi(Teller teller, Ledger ledger) {
        this.teller = teller;
        this.ledger = ledger;
    }

    /** @param next the cursor of the page after, null on the last */
    record ReservationList(List<EntryView> reservations, @Nullable String next) {}

    void routes(Routes at) {
        at.post("/accounts/{account}/reservations", this::reserve)
                .says("Puts points aside, once for each key, until they are taken, given back or the time is over")
                .header("Idempotency-Key", Bodies.KEY_RULE).takes(Bodies.Reservation.class)
                .answers(201, Acknowledged.class).answers(200, "the key was used for the same before: its first answer")
                .answers(400, "the key is missing or not valid").answers(409, "the balance would be below zero")
                .answers(422, "names what is not valid; or the key was used for something else");
        at.get("/accounts/{account}/reservations", this::list).says("An account's open reservations, the oldest first")
                .query("limit", "1 to 200, 50 by default").query("cursor", "next of the page before")
                .answers(200, ReservationList.class).answers(404, "the account has no entry yet")
                .answers(422, "names what is not valid");
        at.put("/accounts/{account}/reservations/{id}/commit", this::commit)
                .says("Takes what was put aside, or a part of it; the rest goes back").takes(Bodies.Commitment.class)
                .answers(201, Acknowledged.class).answers(200, "that was done before: its first answer")
                .answers(404, "the account has no reservation of that id")
                .answers(409, "it was settled otherwise, or its time is over").answers(422, "names what is not valid");
        at.put("/accounts/{account}/reservations/{id}/release", this::release).says("Gives back what was put aside")
                .takes(Bodies.Why.class).answers(201, Acknowledged.class)
                .answers(200, "that was done before: its first answer")
                .answers(404, "the account has no reservation of that id")
                .answers(409, "it was settled otherwise, or its time is over").answers(422, "names what is not valid");
    }

    private Reply reserve(Request request) {
        var name = AccountApi.name(request);
        var key = Bodies.key(request);
        var wanted = Bodies.reservation(request.fields());
        return Answers.of(teller.reserve(name, wanted.amount(), wanted.reason(), wanted.ttl(), key), "entries/");
    }

    private Reply list(Request request) {
        var name = AccountApi.name(request);
        var limit = request.limit();
        var found = ledger.reservations(name, request.query("cursor").orElse(""), limit + 1);
        if (found.isEmpty() && ledger.account(name).isEmpty()) {
            throw AccountApi.unknown(name);
        }
        var page = found.stream().limit(limit).map(EntryView::of).toList();
        return Reply.json(new ReservationList(page, found.size() > limit ? page.getLast().id() : null));
    }

    private Reply commit(Request request) {
        var reservation = reservation(request);
        var wanted = Bodies.commitment(Bodies.fields(request), reservation.hold());
        return settle(reservation, Kind.COMMIT, reservation.hold() - wanted.amount(), wanted.reason());
    }

    private Reply release(Request request) {
        var reservation = reservation(request);
        return settle(reservation, Kind.RELEASE, reservation.hold(), Bodies.why(Bodies.fields(request)).reason());
    }

    private Entry reservation(Request request) {
        var name = AccountApi.name(request);
        var id = request.parameter("id");
        return ledger.entry(name, id).filter(e -> e.kind() == Kind.RESERVE)
                .orElseThrow(() -> new Problem(404, "the account " + name + " has no reservation " + id));
    }

    private Reply settle(Entry reservation, Kind how, long back, String reason) {
        if (teller.isOver(reservation)) {
            // nothing where it is settled; else whatever another instance's clock says, the time is over now
            teller.expire(reservation);
        }
        return Answers.settled(teller.settle(reservation, how, back, reason), ENTRIES);
    }
}
