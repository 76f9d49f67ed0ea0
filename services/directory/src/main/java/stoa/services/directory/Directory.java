package stoa.services.directory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.http.client.Client;
import stoa.runtime.Role;
import stoa.runtime.Settings;
import stoa.services.directory.Listing.Question;
import stoa.services.directory.Page.Known;

/** Users as a page for people: {@code GET /} asks the users service by its name and shows what it answers. */
public final class Directory {
    private static final String HTML = "text/html";
    private static final String JSON = "application/json";
    /** People on one page: few enough for a browser, and for the patience. */
    static final int MOST = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String TRY_AGAIN_SECONDS = "2";

    private final UsersClient users;
    private final LastKnown lastKnown = new LastKnown(new Question("", "", MOST));

    private Directory(UsersClient users) {
        this.users = users;
    }

    /** The role's row; it has no settings of its own. */
    public static Role role(Settings in, Shell shell, Client client) {
        return role(shell, client, PATIENCE);
    }

    /** @param patience for all that users is asked for one answer */
    public static Role role(Shell shell, Client client, Duration patience) {
        return role(shell, new UsersClient(client, patience, InstantSource.system()));
    }

    static Role role(Shell shell, UsersClient users) {
        var summary = "Users as a page for people";
        return new Role("directory", summary, List.of(), context -> shell.serve(context,
                Service.named("directory").says(summary).at("/directory/").routes(new Directory(users)::routes)));
    }

    private void routes(Routes at) {
        at.get("/", this::show).says("The users by name: a page in Portuguese, or JSON for who accepts it only")
                .query("nome", "words that the name has, whatever their case and accents")
                .query("limit", "1 to 200, 50 by default; a page for people has up to " + MOST)
                .query("cursor", "next of the page before").answers(200, Listing.class)
                .answers(422, "the question is not valid").answers(503, "users is away; the page shows what was known");
    }

    private Reply show(Request request) {
        var html = request.prefers(HTML, JSON).equals(HTML);
        var most = html && request.query("limit").isEmpty() ? MOST : request.limit();
        var question = new Question(request.query("nome").orElse("").strip(), request.query("cursor").orElse(""), most);
        try {
            var found = users.ask(question);
            lastKnown.remember(question, found);
            return varied(html ? Reply.html(Page.of(question, found)) : Reply.json(found));
        } catch (UsersAway e) {
            if (!html) {
                throw new Problem(503, "O serviço de usuários está indisponível: ele " + e.reason() + ".")
                        .with("Retry-After", TRY_AGAIN_SECONDS).with("Content-Language", "pt-BR")
                        .with("Vary", "Accept");
            }
            var page = Reply.html(Page.away(question, e.reason(), known(question)));
            return varied(new Reply(503, page.headers(), page.body())).with("Retry-After", TRY_AGAIN_SECONDS);
        }
    }

    private static Reply varied(Reply reply) {
        return reply.with("Cache-Control", "no-store").with("Vary", "Accept");
    }

    private Optional<Known> known(Question question) {
        return lastKnown.to(question).map(same -> new Known("Última resposta conhecida", same))
                .or(() -> lastKnown.everybody().map(all -> new Known("Última lista conhecida de todos", all)));
    }
}
