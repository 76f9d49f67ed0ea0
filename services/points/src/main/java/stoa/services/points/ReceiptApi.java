package stoa.services.points;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.services.points.Auditor.Audit;
import stoa.services.points.ledger.Ledger;
import stoa.services.points.ledger.Receipt;
import stoa.services.points.ledger.Receipts;

/** Proofs that what was acknowledged is there, and that it adds up. */
final class ReceiptApi {
    /** After every id: those are in hexadecimal. */
    private static final String NEWEST = "g";

    private final String instance;
    private final Teller teller;
    private final Ledger ledger;
    private final Receipts receipts;
    private final Auditor auditor;

    ReceiptApi(String instance, Teller teller, Ledger ledger, Receipts receipts, Auditor auditor) {
        this.instance = instance;
        this.teller = teller;
        this.ledger = ledger;
        this.receipts = receipts;
        this.auditor = auditor;
    }

    /** @param next the cursor of the page after, null on the last */
    record ReceiptList(List<Receipt> receipts, @Nullable String next) {}

    void routes(Routes at) {
        at.get("/receipts", this::list)
                .says("Which acknowledged entries no store had when somebody looked, the newest first")
                .query("limit", "1 to 200, 50 by default").query("cursor", "next of the page before")
                .answers(200, ReceiptList.class).answers(422, "names what is not valid");
        at.post("/receipts", this::make)
                .says("Looks for entries by the ids of a client's log, or where there are none by those that this instance"
                        + " has told lately and that might be lost")
                .takes(Bodies.Ids.class).answers(201, Receipt.class).answers(422, "names what is not valid");
        at.get("/verification", _ -> Reply.json(auditor.audit()))
                .says("Adds all entries up, now, and holds the sums against the balances").answers(200, Audit.class);
    }

    private Reply list(Request request) {
        var limit = request.limit();
        var found = receipts.newest(request.query("cursor").orElse(NEWEST), limit + 1);
        var page = found.stream().limit(limit).toList();
        return Reply.json(new ReceiptList(page, found.size() > limit ? page.getLast().id() : null));
    }

    private Reply make(Request request) {
        var told = Bodies.ids(Bodies.fields(request)).ids();
        var ids = told.isEmpty() ? ledger.inDoubt() : told;
        var receipt = new Receipt(teller.id(), teller.now(), instance, told.isEmpty()
                ? "asked for, of what this instance has told lately"
                : "asked for, of a client's log", ids.size(), ledger.missing(ids));
        receipts.keep(receipt);
        return Reply.json(201, receipt);
    }
}
