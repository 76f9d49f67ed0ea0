package stoa.main.tour;

import static stoa.main.tour.Row.get;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import stoa.main.remote.CommandFailed;
import stoa.main.remote.Remote;
import stoa.main.remote.Remote.Answer;

/** The contract's section 6, with two users of the tour's own who come, change and go. */
final class UsersTour {
    private static final String NAME = "Visitação do Tour, Семён ß";
    private static final String OTHER = "{\"nome\": \"Outra visita\", \"ativo_desde\": \"2024-03-01\"}";

    /** The directory waits for users 2 s at most, and says so where a machine has other things to do. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private UsersTour() {}

    /** @param main where the users are made, whose numbers the other requests need */
    static List<Row> rows(Remote main) throws CommandFailed {
        var companion = make(main, "Companhia do Tour");
        if (!isMade(companion)) {
            return List.of(notMade(companion));
        }
        var made = make(main, NAME);
        var removed = Row.of("DELETE", path(companion)).status(204);
        if (!isMade(made)) {
            return List.of(notMade(made), removed);
        }
        var etag = made.header("etag");
        return Stream.of(
                List.of(get(path(made)).status(200).has("nome", NAME).has("ativo_desde", "2024-02-29")
                        .answerHeader("etag", etag)),
                lists(), directory(), refused(), visit(path(made), etag), List.of(removed)).flatMap(List::stream)
                .toList();
    }

    private static Answer make(Remote main, String name) throws CommandFailed {
        return main.json("POST", "/users", Map.of("nome", name, "ativo_desde", "2024-02-29"));
    }

    private static boolean isMade(Answer answer) {
        return answer.status() == 201 && answer.header("location").matches("users/[1-9][0-9]*")
                && !answer.header("etag").isEmpty();
    }

    private static Row notMade(Answer answer) {
        return get("/users").expect("POST answers 201 with Location and ETag, not " + answer.status(), _ -> false);
    }

    private static String path(Answer made) {
        return "/" + made.header("location");
    }

    private static List<Row> lists() {
        return List.of(
                get("/users").status(200).type("application/json").has("0.id").has("0.nome").has("0.ativo_desde"),
                get("/users?limit=1&sort=-id").status(200).has("0.nome", NAME).answerHeader("link", "<users?limit=1&")
                        .answerHeader("link", "rel=\"next\""),
                get("/users?nome=visitacao%20%D1%81%D0%B5%D0%BC%D0%B5%D0%BD%20SS").status(200).has("0.nome", NAME),
                get("/users").at("users").status(200).has("0.id"),
                get("/users?limit=201").invalid("limit"),
                get("/users?sort=sobrenome").invalid("sort"),
                get("/users?cursor=xyz").invalid("cursor"));
    }

    private static List<Row> visit(String path, String etag) {
        return List.of(
                get(path).header("If-None-Match", etag).status(304),
                put(path, OTHER).header("If-Match", etag).status(200).has("nome", "Outra visita")
                        .expect("another ETag", answer -> !answer.header("etag").equals(etag)),
                put(path, OTHER).header("If-Match", etag).problem(412),
                put(path, OTHER).status(200),
                put(path, "{\"nome\": \" \", \"ativo_desde\": \"2024-02-30\"}").invalid("nome").says("ativo_desde"),
                Row.of("DELETE", path).header("If-Match", etag).problem(412),
                Row.of("DELETE", path).status(204),
                Row.of("DELETE", path).problem(404),
                get(path).problem(404),
                put(path, OTHER).problem(404));
    }

    private static List<Row> refused() {
        return List.of(
                Row.of("POST", "/users").json("{}").invalid("nome").says("ativo_desde"),
                Row.of("POST", "/users").json("{").problem(400),
                Row.of("POST", "/users").sending("text/plain", "Ana").problem(415),
                Row.of("DELETE", "/users").problem(405).answerHeader("allow", "POST"));
    }

    private static List<Row> directory() {
        return List.of(
                get("/directory/").status(200).type("text/html").says("<h1>Usuários</h1>").says("<ul>").says("<li>")
                        .within(SOON),
                get("/directory/?nome=%3Cb%3E").status(200).says("value=\"&lt;b&gt;\"").within(SOON),
                get("/directory/?limit=1").header("Accept", "application/json").status(200).type("application/json")
                        .has("users", "1").has("users.0.nome").has("at").within(SOON),
                get("/directory/?limit=201").invalid("limit"),
                Row.of("HEAD", "/directory/").status(200).type("text/html").within(SOON),
                get("/directory").status(308).answerHeaderIs("location", "directory/"),
                get("/").at("directory").status(200).says("<h1>Usuários</h1>").within(SOON));
    }

    private static Row put(String path, String json) {
        return Row.of("PUT", path).json(json);
    }
}
