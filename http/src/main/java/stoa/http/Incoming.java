package stoa.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import stoa.http.access.Access;
import tools.jackson.core.JacksonException;

/** A request as the server framework brings it. */
final class Incoming implements Request, Access.Claim {
    private static final InetAddress NOWHERE = new InetSocketAddress(0).getAddress();

    private final ServerRequest request;
    private final String method;
    private final Call call;
    private final long maxBodyBytes;
    private final Predicate<Access.Claim> relayed;
    private Map<String, String> parameters = Map.of();
    private @Nullable Map<String, List<String>> queries;
    private @Nullable AcceptHeader accept;
    private byte @Nullable [] body;
    private boolean proven;

    /** @param relayed tells whether a request came by way of a gateway */
    Incoming(ServerRequest request, Call call, long maxBodyBytes, Predicate<Access.Claim> relayed) {
        this.request = request;
        this.method = request.prologue().method().text();
        this.call = call;
        this.maxBodyBytes = maxBodyBytes;
        this.relayed = relayed;
    }

    void matched(Map<String, String> values) {
        parameters = values;
    }

    @Override
    public String method() {
        return method;
    }

    void admitted(boolean byToken) {
        proven = byToken;
    }

    @Override
    public boolean isProven() {
        return proven;
    }

    @Override
    public boolean isRelayed() {
        return relayed.test(this);
    }

    @Override
    public InetAddress client() {
        return request.remotePeer().address() instanceof InetSocketAddress a ? a.getAddress() : NOWHERE;
    }

    @Override
    public boolean isOld() {
        return request.prologue().protocolVersion().equals("1.0");
    }

    String rawPath() {
        return request.prologue().uriPath().rawPath();
    }

    @Override
    public String path() {
        return Percent.decode(rawPath());
    }

    @Override
    public String parameter(String name) {
        var value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no parameter " + name);
        }
        return value;
    }

    @Override
    public Optional<String> query(String name) {
        return queries(name).stream().findFirst();
    }

    @Override
    public List<String> queries(String name) {
        if (queries == null) {
            queries = parse(request.prologue().query().rawValue());
        }
        return queries.getOrDefault(name, List.of());
    }

    private static Map<String, List<String>> parse(String raw) {
        if (raw.isEmpty()) {
            return Map.of();
        }
        var values = new HashMap<String, List<String>>();
        for (var pair : raw.split("&")) {
            if (!pair.isEmpty()) {
                var equals = pair.indexOf('=');
                var name = Percent.decodeForm(equals < 0 ? pair : pair.substring(0, equals));
                var value = equals < 0 ? "" : Percent.decodeForm(pair.substring(equals + 1));
                values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
            }
        }
        return values;
    }

    @Override
    public Optional<String> header(String name) {
        return header(HeaderNames.create(name));
    }

    @Override
    public List<String> headers(String name) {
        return request.headers().all(HeaderNames.create(name), List::of);
    }

    private Optional<String> header(HeaderName name) {
        return request.headers().first(name);
    }

    @Override
    public boolean accepts(String mediaType) {
        return accept().accepts(mediaType);
    }

    @Override
    public String prefers(String... mediaTypes) {
        return accept().prefers(mediaTypes);
    }

    AcceptHeader accept() {
        if (accept == null) {
            accept = AcceptHeader.of(request.headers().all(HeaderNames.ACCEPT, List::of));
        }
        return accept;
    }

    @Override
    public byte[] body() {
        if (body == null) {
            body = read();
        }
        return body;
    }

    private byte[] read() {
        if (request.headers().contentLength().orElse(0) > maxBodyBytes) {
            throw tooLarge();
        }
        var most = (int) Math.min(maxBodyBytes + 1, Integer.MAX_VALUE - 8);
        byte[] bytes;
        try {
            // Left open: the framework's closing would wait for more, and it reads the rest itself.
            bytes = request.content().inputStream().readNBytes(most);
        } catch (RequestException | CloseConnectionException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The framework has several exceptions for a connection that ended before the body did.
            throw new CloseConnectionException("the body ended early", e);
        }
        if (bytes.length > maxBodyBytes) {
            throw tooLarge();
        }
        return bytes;
    }

    Problem tooLarge() {
        return new Problem(413, "the body is larger than " + maxBodyBytes + " bytes");
    }

    /** What came of the body, as far as it is known without reading it. */
    long bodyBytes() {
        return body != null ? body.length : request.headers().contentLength().orElse(0);
    }

    @Override
    public Fields fields() {
        var bytes = body();
        var type = header(HeaderNames.CONTENT_TYPE);
        if (bytes.length == 0 && type.isEmpty()) {
            throw new Problem(400, "a JSON object is expected in the body");
        }
        if (!type.map(Incoming::isJson).orElse(false)) {
            throw new Problem(415, "the body's Content-Type must be application/json")
                    .with("Accept", "application/json");
        }
        try {
            var node = Json.tree(bytes);
            if (node.isObject()) {
                return Fields.of(node);
            }
        } catch (JacksonException e) {
            throw new Problem(400, "the body is not JSON" + Json.at(e));
        }
        throw new Problem(400, "the body is not a JSON object");
    }

    private static boolean isJson(String contentType) {
        var end = contentType.indexOf(';');
        var type = (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }

    @Override
    public int integer(String query, int otherwise, int least, int most) {
        var text = query(query);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            var value = Integer.parseInt(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // answered below, as any number out of range
        }
        throw Problem.invalid(query, "must be a whole number from " + least + " to " + most);
    }

    @Override
    public Call call() {
        return call;
    }
}
