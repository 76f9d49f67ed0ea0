package quotes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** This instance's place in the platform: one PUT to enter, one to stay, one DELETE to leave. */
final class Membership {
    private static final int LEASE_SECONDS = 6;
    private static final int NO_ANSWER = -1;
    /** Needed only where the platform does not trust its own machine, or is another one; null where it is not set. */
    private static final String TOKEN = System.getenv("STOA_TOKEN");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2)).build();
    private final String path;
    private final String registration;
    private volatile boolean leaving;

    Membership(String stoa, String instance, String url) {
        path = stoa.replaceAll("/+$", "") + "/services/quotes/instances/" + instance;
        registration = """
                {"url": "%s", "version": "1.0.0",
                 "route": {"prefix": "/quotes/", "strip": true},
                 "check": {"http": "/health", "interval": "2s", "timeout": "1s"},
                 "ttl": "%ds"}""".formatted(url, LEASE_SECONDS);
    }

    /** Enters, and renews the lease for as long as the instance lives; does not return before {@link #leave()}. */
    void keep() {
        send("PUT", "", registration);
        while (!leaving) {
            Main.pause(LEASE_SECONDS * 1000L / 3);
            if (!leaving && send("PUT", "/heartbeat", "") == 404) {
                send("PUT", "", registration); // the platform does not know us any more: say it all again
            }
        }
    }

    void leave() {
        leaving = true;
        send("DELETE", "", "");
    }

    private int send(String method, String suffix, String body) {
        var builder = HttpRequest.newBuilder(URI.create(path + suffix)).timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
        if (TOKEN != null && !TOKEN.isEmpty()) {
            builder.header("Authorization", "Bearer " + TOKEN);
        }
        var request = builder.build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 400 && answer.statusCode() != 404) {
                System.out.println(method + " " + request.uri() + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.statusCode();
        } catch (IOException e) { // away for now; the next heartbeat tries again
            System.out.println(method + " " + request.uri() + ": " + e);
            return NO_ANSWER;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NO_ANSWER;
        }
    }
}
