package stoa.http.client;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stoa.http.Call;
import stoa.http.Json;
import stoa.http.access.Rights;

/**
 * The platform's HTTP client: by service name or by address, blocking, keep-alive. Passes the current {@link Call}'s
 * request id, trace context and remaining deadline on.
 */
public final class Client implements AutoCloseable {
    private final Resolver resolver;
    private final Rights rights;
    private final Trust trust;
    private final Transport transport;

    public Client(Resolver resolver) {
        this(resolver, Rights.NONE);
    }

    /** @param rights shown with what an operator asks */
    public Client(Resolver resolver, Rights rights) {
        this(resolver, rights, Trust.usual());
    }

    /** @param trust whom https addresses have to convince */
    public Client(Resolver resolver, Rights rights, Trust trust) {
        this.resolver = resolver;
        this.rights = rights;
        this.trust = trust;
        this.transport = new Transport(trust);
    }

    /** Whom https addresses have to convince. */
    public Trust trust() {
        return trust;
    }

    /** Loads classes that a first request needs, so that this can go on while something else is done. */
    public static void warm() {
        try (var transport = new Transport(Trust.usual())) {
            transport.connections(URI.create("http://127.0.0.1"));
        } catch (Unreachable e) {
            throw new IllegalStateException("a client that is open is closed", e);
        }
    }

    /** A request to a service by name; {@code path} starts with a slash and may have a query. */
    public Outgoing to(String service, String method, String path) {
        return new Exchange(transport, rights, method, () -> URI.create(resolver.resolve(service) + path));
    }

    /** A request to an address. */
    public Outgoing at(String method, URI uri) {
        return new Exchange(transport, rights, method, () -> uri);
    }

    /** Ends whatever is under way, streams of events too; a closed client answers nothing more. */
    @Override
    public void close() {
        transport.close();
    }

    /** A request being made ready. */
    public interface Outgoing {
        Outgoing header(String name, String value);

        Outgoing json(Object body);

        /** Shows the platform's token: for what a gateway relays, never for a service's own address. */
        Outgoing asOperator();

        /** Shows a verdict for this service of the platform's own: for an instance's own address. */
        Outgoing asOperatorOf(String service);

        /** For the whole exchange; the current call's remaining deadline where it is shorter. 10 s by default. */
        Outgoing timeout(Duration timeout);

        /** Reads at most this much of the answer's body; the rest is an error. 1 MiB by default. */
        Outgoing maxBody(long bytes);

        /** @throws Unreachable refused, reset, timed out, not HTTP: the message says which, in a few words */
        Answer send() throws IOException;

        /**
         * Opens a stream of Server-Sent Events and hands each to {@code sink} until the stream ends. The timeout holds
         * for the head; afterwards silence of more than {@code silence} is an error, and so is a single event larger
         * than {@link #maxBody}. An interrupt of this thread ends it.
         *
         * @throws IOException as {@link #send()}, and for an answer other than 200
         */
        void events(Optional<String> lastEventId, Duration silence, EventSink sink) throws IOException;
    }

    /** Takes one event of a stream; throws to leave it. */
    @FunctionalInterface
    public interface EventSink {
        void event(String id, String event, String data) throws IOException;
    }

    /** A whole answer; header names in lower case. */
    public record Answer(int status, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** What a problem document says is wrong (RFC 9457), its title where it has no detail; else empty. */
        public String detail() {
            try {
                var problem = Json.read(body, ProblemText.class);
                return Objects.requireNonNullElse(problem.detail(), Objects.requireNonNullElse(problem.title(), ""));
            } catch (IllegalArgumentException e) {
                return "";
            }
        }

        private record ProblemText(@Nullable String title, @Nullable String detail) {}

        /** @throws IOException when the body is not JSON of that shape */
        public <T> T json(Class<T> type) throws IOException {
            try {
                return Json.read(body, type);
            } catch (IllegalArgumentException e) {
                throw new IOException("the answer is not the JSON that was expected", e);
            }
        }
    }
}
