package stoa.services.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import stoa.http.Html;
import stoa.services.directory.Listing.Question;

/** The page for people, in Portuguese. */
final class Page {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd/MM/uuuu");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MM/uuuu, HH:mm:ss 'UTC'")
            .withZone(ZoneOffset.UTC);
    private static final Html NOTHING = Html.of("");

    private Page() {}

    static Html of(Question question, Listing found) {
        return page(question, Html.of("""
                <p role="status">{}</p>
                {}{}""", count(question, found), people(found), next(question, found)));
    }

    static Html away(Question question, String reason, Optional<Known> known) {
        return page(question, Html.of("""
                <p role="alert"><strong>O serviço de usuários está indisponível:</strong> ele {}. \
                Esta página volta ao normal assim que ele responder.</p>
                {}""", reason, known.map(Page::lastKnown).orElse(NOTHING)));
    }

    /** What is shown in place of an answer, under a title of its own. */
    record Known(String title, Listing listing) {}

    private static Html lastKnown(Known known) {
        return Html.of("""
                <h2>{}</h2>
                <p>De <time datetime="{}">{}</time>; pode ter mudado desde então.</p>
                {}""", known.title(), known.listing().at(), TIME.format(known.listing().at()), people(known.listing()));
    }

    private static Html page(Question question, Html content) {
        var all = question.nome().isEmpty() && question.cursor().isEmpty()
                ? NOTHING
                : Html.of("<p><a href=\"./\">Todos os usuários</a></p>\n");
        return Html.page("pt-BR", "Usuários", Html.of("""
                <h1>Usuários</h1>
                <form role="search">
                <label for="nome">Nome</label>
                <input type="search" id="nome" name="nome" value="{}" maxlength="400">
                <button>Buscar</button>
                </form>
                {}{}""", question.nome(), content, all));
    }

    private static String count(Question question, Listing found) {
        var count = found.users().size();
        var more = found.next() != null || !question.cursor().isEmpty() ? " nesta página" : "";
        return switch (count) {
            case 0 -> "Nenhum usuário encontrado" + more + ".";
            case 1 -> "1 usuário" + more + ".";
            default -> count + " usuários" + more + ".";
        };
    }

    private static Html people(Listing found) {
        return found.users().isEmpty()
                ? NOTHING
                : Html.of("<ul>\n{}</ul>\n", Html.each(found.users(), person -> Html.of(
                        "<li>{}, ativo desde <time datetime=\"{}\">{}</time></li>\n", person.nome(),
                        person.ativo_desde(), DATE.format(person.ativo_desde()))));
    }

    private static Html next(Question question, Listing found) {
        var cursor = found.next();
        return cursor == null
                ? NOTHING
                : Html.of("<p><a rel=\"next\" href=\"?nome={}{}&amp;cursor={}\">Próxima página</a></p>\n",
                        URLEncoder.encode(question.nome(), UTF_8), limit(question), URLEncoder.encode(cursor, UTF_8));
    }

    /** Where it was given. */
    private static Html limit(Question question) {
        return question.most() == Directory.MOST ? NOTHING : Html.of("&amp;limit={}", question.most());
    }
}
