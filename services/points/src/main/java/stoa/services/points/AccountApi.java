package stoa.services.points;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.services.points.Answers.Acknowledged;
import stoa.services.points.Answers.EntryView;
import stoa.services.points.ledger.Account;
import stoa.services.points.ledger.Kind;
import stoa.services.points.ledger.Ledger;

/** Accounts and their entries. */
final class AccountApi {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@:-]{0,127}");
    static final String NAME_RULE = "must be 1 to 128 letters, digits and . _ @ : - and begin with a letter or digit";

    private final Teller teller;
    private final Ledger ledger;

    AccountApi(Teller teller, Ledger ledger) {
        this.teller = teller;
        this.ledger = ledger;
    }

    /**
     * @param balance what can be spent
     * @param reserved what open reservations have put aside; not in the balance
     */
    record AccountView(String account, long balance, long reserved) {
        static AccountView of(Account it) {
            return new AccountView(it.name(), it.balance(), it.reserved());
        }
    }

    /** @param next the cursor of the page after, null on the last */
    record EntryList(List<EntryView> entries, @Nullable String next) {}

    void routes(Routes at) {
        at.get("/accounts/{account}", this::account).says("An account's balance").answers(200, AccountView.class)
                .answers(404, "it has no entry yet").answers(422, "the account's name is not valid");
        at.post("/accounts/{account}/entries", this::add)
                .says("Credits points, or spends them where the amount is negative, once for each key")
                .header("Idempotency-Key", Bodies.KEY_RULE).takes(Bodies.Addition.class)
                .answers(201, Acknowledged.class).answers(200, "the key was used for the same before: its first answer")
                .answers(400, "the key is missing or not valid").answers(409, "the balance would be below zero")
                .answers(422, "names what is not valid; or the key was used for something else");
        at.get("/accounts/{account}/entries", this::list).says("An account's entries, the newest first")
                .query("limit", "1 to 200, 50 by default").query("cursor", "next of the page before")
                .answers(200, EntryList.class).answers(404, "the account has no entry yet")
                .answers(422, "names what is not valid");
        at.get("/accounts/{account}/entries/{id}", this::entry).says("One entry").answers(200, EntryView.class)
                .answers(404, "the account has none of that id");
        at.put("/accounts/{account}/entries/{id}/reversal", this::reverse).says("Undoes a credit or a spend, once")
                .takes(Bodies.Why.class).answers(201, Acknowledged.class)
                .answers(200, "that was done before: its first answer").answers(404, "the account has none of that id")
                .answers(409, "it is neither, or the balance would be below zero")
                .answers(422, "names what is not valid");
    }

    static String name(Request request) {
        var name = request.parameter("account");
        if (!NAME.matcher(name).matches()) {
            throw Problem.invalid("account", NAME_RULE);
        }
        return name;
    }

    private Reply account(Request request) {
        var name = name(request);
        return Reply.json(AccountView.of(ledger.account(name).orElseThrow(() -> unknown(name))));
    }

    static Problem unknown(String name) {
        return new Problem(404, "there is no account " + name + ": it begins with its first entry");
    }

    private Reply add(Request request) {
        var name = name(request);
        var key = Bodies.key(request);
        var wanted = Bodies.addition(request.fields());
        return Answers.of(teller.add(name, wanted.amount(), wanted.reason(), key), "entries/");
    }

    private Reply list(Request request) {
        var name = name(request);
        var limit = request.limit();
        var before = request.query("cursor").map(AccountApi::number).orElse(Long.MAX_VALUE);
        var found = ledger.entries(name, before, limit + 1);
        if (found.isEmpty() && ledger.account(name).isEmpty()) {
            throw unknown(name);
        }
        var page = found.stream().limit(limit).map(EntryView::of).toList();
        return Reply.json(new EntryList(page,
                found.size() > limit ? Long.toString(page.getLast().number()) : null));
    }

    private static long number(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw Problem.invalid("cursor", "is not one that a list has answered as next");
        }
    }

    private Reply entry(Request request) {
        var name = name(request);
        var id = request.parameter("id");
        return Reply.json(EntryView.of(ledger.entry(name, id).orElseThrow(() -> noEntry(name, id))));
    }

    /** A credit or a spend is undone by an entry of its own: none is ever changed. */
    private Reply reverse(Request request) {
        var name = name(request);
        var id = request.parameter("id");
        var entry = ledger.entry(name, id).orElseThrow(() -> noEntry(name, id));
        var reason = Bodies.why(Bodies.fields(request)).reason();
        if (entry.kind() != Kind.CREDIT && entry.kind() != Kind.SPEND) {
            throw new Problem(409, "only a credit or a spend can be reversed; this entry is a " + entry.kind().word());
        }
        return Answers.settled(teller.settle(entry, Kind.REVERSAL, -entry.amount(), reason), "../");
    }

    private static Problem noEntry(String account, String id) {
        return new Problem(404, "the account " + account + " has no entry " + id);
    }
}
