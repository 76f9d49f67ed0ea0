package stoa.tests.kit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A user's HTTP client, as plain as curl. */
public final class Web implements AutoCloseable {
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public HttpResponse<String> get(URI base, String path) throws IOException {
        return send("GET", base, path, "");
    }

    public HttpResponse<String> put(URI base, String path, String json) throws IOException {
        return send("PUT", base, path, json);
    }

    /** Sends a request; a body, where there is one, is JSON. */
    public HttpResponse<String> send(String method, URI base, String path, String json) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(base + path)), method, json);
    }

    private HttpResponse<String> send(HttpRequest.Builder builder, String method, String json) throws IOException {
        var body = json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json);
        var request = builder.method(method, body).timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json").build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** As {@link #put}, by an operator. */
    public HttpResponse<String> put(URI base, String path, String json, String token) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + token), "PUT",
                json);
    }

    /** The status, or 0 where nobody answers. */
    public int status(URI base, String path) {
        try {
            return get(base, path).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** The answer's body, empty where nobody answers or the answer is not a good one. */
    public String text(URI base, String path) {
        try {
            var answer = get(base, path);
            return answer.statusCode() == 200 ? answer.body() : "";
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
