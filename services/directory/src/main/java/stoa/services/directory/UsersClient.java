package stoa.services.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stoa.http.Problem;
import stoa.http.client.Client;
import stoa.http.client.Unreachable;
import stoa.services.directory.Listing.Question;

/** Asks the users service by its name, page after page, for so long and no longer. */
final class UsersClient {
    /** What the users service answers at once, at most. */
    private static final int PAGE = 200;
    private static final Pattern NEXT = Pattern.compile("<[^>]*[?&]cursor=([^&>]+)[^>]*>\\s*;[^,]*\\brel=\"?next\\b");

    private final Client client;
    private final Duration patience;
    private final InstantSource clock;

    /** @param patience for all pages of one question together */
    UsersClient(Client client, Duration patience, InstantSource clock) {
        this.client = client;
        this.patience = patience;
        this.clock = clock;
    }

    /** An element of the list as it may come: this room's side of what the two services have agreed upon. */
    @SuppressWarnings("MemberName") // the fields are called so in JSON
    private record Entry(@Nullable Long id, @Nullable String nome, @Nullable LocalDate ativo_desde) {}

    private record Refusal(@Nullable List<Problem.FieldError> errors) {
        List<Problem.FieldError> fields() {
            return Objects.requireNonNullElse(errors, List.of());
        }
    }

    /** @throws Problem 422 when the users service finds the question not valid */
    Listing ask(Question question) throws UsersAway {
        var end = System.nanoTime() + patience.toNanos();
        var people = new ArrayList<Person>();
        var cursor = question.cursor();
        do {
            var asked = cursor;
            var before = people.size();
            var answer = send(question.nome(), asked, Math.min(PAGE, question.most() - before), end);
            read(answer, people);
            cursor = next(answer);
            if (!cursor.isEmpty() && (people.size() == before || cursor.equals(asked))) {
                throw unexpected(null);
            }
        } while (!cursor.isEmpty() && people.size() < question.most());
        return new Listing(people, cursor.isEmpty() ? null : cursor, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private Client.Answer send(String nome, String cursor, int limit, long end) throws UsersAway {
        var path = "/users?sort=nome&limit=" + limit + parameter("nome", nome) + parameter("cursor", cursor);
        var left = Duration.ofNanos(end - System.nanoTime());
        try {
            if (!left.isPositive()) {
                throw new UsersAway("não respondeu a tempo");
            }
            return client.to("users", "GET", path).header("Accept", "application/json").timeout(left).send();
        } catch (Unreachable e) {
            throw new UsersAway(switch (e.kind()) {
                case REFUSED, NO_ROUTE -> "não aceita conexões";
                case RESET -> "interrompeu a resposta";
                case TIMED_OUT -> "não respondeu a tempo";
                case HOST_NOT_FOUND -> "não foi encontrado";
                case NOT_TRUSTED -> "não apresentou um certificado confiável";
                case NOT_HTTP -> "respondeu de forma inesperada";
                case TOO_LARGE -> "respondeu com dados demais";
                case STOPPED -> "não pode ser consultado agora";
            }, e);
        } catch (IOException e) {
            throw new UsersAway("não foi encontrado", e);
        }
    }

    private static String parameter(String name, String value) {
        return value.isEmpty() ? "" : "&" + name + "=" + URLEncoder.encode(value, UTF_8);
    }

    private static void read(Client.Answer answer, List<Person> people) throws UsersAway {
        try {
            if (answer.status() == 422) {
                throw new Problem(422, answer.detail(), answer.json(Refusal.class).fields());
            }
            if (answer.status() != 200) {
                throw new UsersAway("respondeu com o erro " + answer.status());
            }
            for (var entry : answer.json(Entry[].class)) {
                people.add(person(entry));
            }
        } catch (IOException e) {
            throw unexpected(e);
        }
    }

    private static Person person(@Nullable Entry entry) throws UsersAway {
        if (entry == null || entry.id() == null || entry.nome() == null || entry.ativo_desde() == null) {
            throw unexpected(null);
        }
        return new Person(entry.id(), entry.nome(), entry.ativo_desde());
    }

    private static UsersAway unexpected(@Nullable Throwable cause) {
        var reason = "respondeu de forma inesperada";
        return cause == null ? new UsersAway(reason) : new UsersAway(reason, cause);
    }

    /** Only its cursor is taken of a link, so that it leads nowhere else. */
    private static String next(Client.Answer answer) throws UsersAway {
        var link = NEXT.matcher(answer.headers().getOrDefault("link", ""));
        try {
            return link.find() ? URLDecoder.decode(link.group(1), UTF_8) : "";
        } catch (IllegalArgumentException e) {
            throw unexpected(e);
        }
    }
}
