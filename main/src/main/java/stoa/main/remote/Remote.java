package stoa.main.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import stoa.http.Json;
import stoa.http.Origin;
import stoa.http.client.NoTls;
import stoa.http.client.Trust;

/**
 * A running platform, reached at its gateway's main listener. It sends exactly what it is told and follows nothing, so
 * that the tour sees what any client would.
 */
public final class Remote implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI address;
    private final Where.Shown shown;
    private final Trust trust;
    private final HttpClient client;

    /**
     * @param address of the main listener; a slash at its end does not matter
     * @param token the operator's, sent with what changes the registry
     */
    public Remote(URI address, Optional<String> token) {
        this(address, new Where.Shown(token, ""), Trust.usual());
    }

    /** @param trust whom an https address has to convince */
    Remote(URI address, Where.Shown shown, Trust trust) {
        this.shown = shown;
        this.trust = trust;
        var text = address.toString();
        this.address = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        var builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5)).followRedirects(HttpClient.Redirect.NEVER);
        if ("http".equals(address.getScheme())) {
            // the usual context reads every trusted certificate, which takes longer than most commands
            builder.sslContext(new NoTls()).sslParameters(new SSLParameters());
        } else {
            builder.sslContext(context(trust));
        }
        client = builder.build();
    }

    private static SSLContext context(Trust trust) {
        try {
            return trust.context();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same operator at another listener. */
    public Remote at(URI listener) {
        return new Remote(listener, shown, trust);
    }

    public URI address() {
        return address;
    }

    /** An answer; header names in lower case. */
    public record Answer(int status, Map<String, List<String>> headers, String body) {
        /** The first value of a header, empty where there is none. */
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    /** @param path begins with a slash and may have a query */
    public Answer send(String method, String path) throws CommandFailed {
        return send(method, path, Map.of(), "");
    }

    /** Sends a JSON object. */
    public Answer json(String method, String path, Map<String, ?> body) throws CommandFailed {
        return send(method, path, Map.of("Content-Type", "application/json"), Json.text(body));
    }

    /** @throws CommandFailed when nothing answers, or not in HTTP, or a token was wanted and is kept back */
    public Answer send(String method, String path, Map<String, String> headers, String body) throws CommandFailed {
        try {
            var request = HttpRequest.newBuilder(Origin.reachable(URI.create(address + path))).timeout(TIMEOUT).method(
                    method,
                    body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
            headers.forEach(request::header);
            if (isOperators(method, path) && !headers.containsKey("Authorization")) {
                shown.token().ifPresent(t -> request.header("Authorization", "Bearer " + t));
            }
            var response = client.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() == 401 && !shown.kept().isEmpty()) {
                throw new CommandFailed("401: " + Trouble.words(response.body()) + "; " + shown.kept());
            }
            return new Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (ConnectException | UnknownHostException e) {
            throw new CommandFailed("no Stoa answers at " + address + "; start one with ./stoa up");
        } catch (IOException e) {
            throw new CommandFailed(address + " does not answer as expected: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(address + path + " cannot be asked for: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted");
        }
    }

    private static boolean isOperators(String method, String path) {
        return !method.equals("GET") && path.startsWith("/services/")
                && (!path.startsWith("/services/call/") || path.startsWith(RoutesCommand.PATH));
    }

    /** An answer that has to be a success. @throws CommandFailed with what the problem document says */
    public static Answer expectSuccess(Answer answer) throws CommandFailed {
        if (answer.status() < 400) {
            return answer;
        }
        throw new CommandFailed(answer.status() + ": " + Trouble.words(answer.body()));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
