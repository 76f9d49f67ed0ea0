package stoa.services.records;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stoa.http.Html;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.services.records.RecordStore.Registro;

/** The rows as a page for people, in the language of their table, and as JSON. */
final class RecordPages {
    private static final String TITLE = "Registros persistidos";

    private final RecordStore rows;

    RecordPages(RecordStore rows) {
        this.rows = rows;
    }

    /** Some rows, the newest first; {@code next} is the cursor of those after, null where there are none. */
    record Page(List<Registro> registros, @Nullable String next) {}

    void routes(Routes at) {
        paged(at.get("/", this::either)).says("All rows: a page, or JSON for who asks for it");
        paged(at.get("/registros", request -> json(page(request)))).says("All rows as JSON");
    }

    private static Routes.Route paged(Routes.Route it) {
        return it.query("limit", "1 to 200, 50 by default").query("cursor", "next of the page before")
                .answers(200, Page.class).answers(422, "names what is not valid").answers(503, "the file is away");
    }

    private Reply either(Request request) {
        var page = page(request);
        var reply = request.prefers("text/html", "application/json").equals("text/html")
                ? html(page, request.limit())
                : json(page);
        return reply.with("Vary", "Accept");
    }

    private static Reply json(Page page) {
        return Reply.json(page).with("Cache-Control", "no-store");
    }

    private Page page(Request request) {
        var limit = request.limit();
        var found = rows.newest(request.query("cursor").map(RecordPages::id).orElse(Long.MAX_VALUE), limit + 1);
        return found.size() <= limit
                ? new Page(found, null)
                : new Page(found.subList(0, limit), Long.toString(found.get(limit - 1).id()));
    }

    private static long id(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw Problem.invalid("cursor", "is not one that a list has answered as next");
        }
    }

    private Reply html(Page page, int limit) {
        var count = rows.count();
        return Reply.html(Html.page("pt-BR", TITLE, Html.of("""
                <h1>{}</h1>
                <p>{} no arquivo <code>meubanco.db</code>: cada início do serviço acrescenta um, e os anteriores
                permanecem.</p>
                <table>
                <caption>Do mais novo ao mais antigo</caption>
                <thead><tr><th scope="col">Id</th><th scope="col">Texto</th><th scope="col">Quando (UTC)</th>
                <th scope="col">Instância</th></tr></thead>
                <tbody>
                {}</tbody>
                </table>
                {}""", TITLE, count == 1 ? "1 registro" : count + " registros",
                Html.each(page.registros(), RecordPages::row), older(page.next(), limit))))
                .with("Cache-Control", "no-store");
    }

    private static Html row(Registro row) {
        return Html.of("""
                <tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>
                """, row.id(), shown(row.texto()), shown(row.quando()), shown(row.instancia()));
    }

    private static String shown(@Nullable String text) {
        return Objects.requireNonNullElse(text, "desconhecido");
    }

    private static Html older(@Nullable String next, int limit) {
        return next == null ? Html.of("") : Html.of("""
                <p><a href="?limit={}&amp;cursor={}">Registros mais antigos</a></p>
                """, limit, next);
    }
}
