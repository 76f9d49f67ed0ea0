package stoa.services.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import stoa.http.Conditions;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.services.users.UserStore.Outcome;
import stoa.services.users.UserStore.Stored;
import stoa.stores.relational.StoreUnavailable;

/** The requests of the users service. */
final class UserApi {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

    private final UserStore store;

    UserApi(UserStore store) {
        this.store = store;
    }

    void routes(Routes at) {
        at.get("/users", this::list).says("The users, a page at a time; the header Link leads to the next one")
                .query("nome", "words that the name has, whatever their case and accents")
                .query("sort", "id, nome or ativo_desde, with a minus sign before it to descend; id by default")
                .query("limit", "1 to 200, 50 by default").query("cursor", "from the link of the page before")
                .answers(200, User[].class).answers(422, "names what is not valid");
        at.post("/users", this::create).says("Adds a user").takes(Details.class).answers(201, User.class)
                .answers(422, "names every field that is not valid");
        at.get("/users/{id}", this::show).says("One user")
                .header("If-None-Match", "the ETag that the client has: 304 where it still holds")
                .answers(200, User.class).answers(404, "there is no such user");
        at.put("/users/{id}", this::change).says("Changes a user")
                .header("If-Match", "the ETag that is to be changed; without it, whatever there is")
                .takes(Details.class).answers(200, User.class).answers(404, "there is no such user")
                .answers(412, "the user has changed meanwhile").answers(422, "names every field that is not valid");
        at.delete("/users/{id}", this::remove).says("Removes a user")
                .header("If-Match", "the ETag that is to be removed; without it, whatever there is")
                .answers(204, "removed").answers(404, "there is no such user")
                .answers(412, "the user has changed meanwhile");
    }

    private Reply list(Request request) {
        var limit = request.limit();
        var order = read(request, "sort", Order::of).orElse(Order.USUAL);
        var words = read(request, "nome", UserApi::words).orElse(List.of());
        var after = read(request, "cursor", cursor -> Place.of(order, cursor));
        var found = store.list(order, words, after, limit + 1);
        var page = found.stream().limit(limit).map(Stored::user).toList();
        var reply = Reply.json(page);
        return found.size() <= limit
                ? reply
                : reply.with("Link", next(request, limit, Place.of(order, page.getLast())));
    }

    private static <T> Optional<T> read(Request request, String query, Function<String, T> parser) {
        try {
            return request.query(query).map(parser);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(query, String.valueOf(e.getMessage()));
        }
    }

    private static List<String> words(String text) {
        if (text.codePointCount(0, text.length()) > Details.LONGEST_NAME) {
            throw new IllegalArgumentException("must be at most " + Details.LONGEST_NAME + " characters");
        }
        return Stream.of(Fold.of(text).split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    /** Relative, so that it holds behind any prefix. */
    private static String next(Request request, int limit, Place last) {
        var link = new StringBuilder("<users?limit=").append(limit);
        request.query("sort").ifPresent(sort -> link.append("&sort=").append(sort));
        request.query("nome").ifPresent(nome -> link.append("&nome=").append(URLEncoder.encode(nome, UTF_8)));
        return link.append("&cursor=").append(last.cursor()).append(">; rel=\"next\"").toString();
    }

    private Reply create(Request request) {
        var made = store.create(details(request));
        return reply(201, made).with("Location", "users/" + made.user().id());
    }

    private Reply show(Request request) {
        var found = store.find(id(request)).orElseThrow(() -> unknown(request));
        var conditions = Conditions.of(request);
        if (!conditions.fit(etag(found.revision()))) {
            throw stale(found.revision());
        }
        return conditions.know(etag(found.revision()))
                ? Reply.empty(304).with("ETag", etag(found.revision()))
                : reply(200, found);
    }

    private Reply change(Request request) {
        return switch (store.change(id(request), allowed(request), details(request))) {
            case Outcome.Done(var user) -> reply(200, user);
            case Outcome.Stale(var revision) -> throw stale(revision);
            case Outcome.Unknown _ -> throw unknown(request);
        };
    }

    private Reply remove(Request request) {
        return switch (store.remove(id(request), allowed(request))) {
            case Outcome.Done _ -> Reply.empty(204);
            case Outcome.Stale(var revision) -> throw stale(revision);
            case Outcome.Unknown _ -> throw unknown(request);
        };
    }

    private static LongPredicate allowed(Request request) {
        var conditions = Conditions.of(request);
        return revision -> conditions.letChange(etag(revision));
    }

    private static Details details(Request request) {
        var body = request.fields();
        var details = Details.read(body);
        body.verify();
        return details;
    }

    private static long id(Request request) {
        var text = request.parameter("id");
        if (!ID.matcher(text).matches()) {
            throw unknown(request);
        }
        return Long.parseLong(text);
    }

    private static Reply reply(int status, Stored stored) {
        return Reply.json(status, stored.user()).with("ETag", etag(stored.revision()));
    }

    private static String etag(long revision) {
        return "\"" + revision + "\"";
    }

    private static Problem unknown(Request request) {
        return new Problem(404, "there is no user " + request.parameter("id"));
    }

    private static Problem stale(long revision) {
        return new Problem(412, "the user is not as the condition asks: its ETag is " + etag(revision) + " now")
                .with("ETag", etag(revision));
    }

    /** The service lives by its store alone; {@code /health} tells operators what the store says. */
    static Problem away(StoreUnavailable e) {
        var detail = "users cannot be read or changed now";
        return e.isEffectUnknown()
                ? new Problem(503, detail + "; whether the write took effect is not known")
                : new Problem(503, detail).with("Retry-After", "1");
    }
}
