package stoa.gateway.forward;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import stoa.gateway.http1.Field;
import stoa.gateway.http1.Head;
import stoa.http.access.TrustedProxies;

/**
 * What a trusted proxy says of the client it speaks for: by {@code X-Forwarded-*}; where it sends no {@code X-Forwarded-For}, by
 * {@code Forwarded} (RFC 7239). Never by both: a proxy that speaks one of them lets its client's other one through.
 */
final class Proxied {
    private static final Pattern NODE = Pattern
            .compile("\\[([0-9A-Fa-f:.]+)](?::\\d+)?|(\\d{1,3}(?:\\.\\d{1,3}){3})(?::\\d+)?|([0-9A-Fa-f:.]+)");
    private static final Pattern HOST = Pattern
            .compile("([A-Za-z0-9._~!$&'()*+;=%-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");
    private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9._~!$&'()*+;=:@%-]++)++");

    private final Head head;
    private final Caller proxy;
    private final List<Map<String, String>> elements;
    private final List<String> chain;

    private Proxied(Head head, Caller proxy) {
        this.head = head;
        this.proxy = proxy;
        var told = members("x-forwarded-for");
        elements = told.isEmpty() ? ForwardedField.elements(forwarded()) : List.of();
        chain = told.isEmpty() ? elements.stream().map(e -> e.getOrDefault("for", "unknown")).toList() : told;
    }

    /** @param proxy the other end of the connection, which is trusted */
    static Caller caller(Head head, Caller proxy, TrustedProxies trusted) {
        return new Proxied(head, proxy).caller(trusted);
    }

    private Caller caller(TrustedProxies trusted) {
        var secured = last("x-forwarded-proto", "proto").map(p -> p.toLowerCase(Locale.ROOT))
                .map(p -> p.equals("https") || p.equals("wss"));
        var host = last("x-forwarded-host", "host").filter(h -> HOST.matcher(h).matches()).orElse("");
        var prefix = last("x-forwarded-prefix", "").filter(p -> PREFIX.matcher(p).matches()).orElse("");
        var isSecured = secured.orElse(proxy.secured());
        var all = new ArrayList<>(chain);
        all.add(proxy.shown());
        var port = port(host, secured);
        var lines = Caller.lines(String.join(", ", all), isSecured, port);
        return new Caller(address(trusted), port, elements.isEmpty() ? lines : withElement(lines), host, prefix,
                isSecured);
    }

    /** The right-most of the chain that is not trusted; what is no address ends the search. */
    private InetAddress address(TrustedProxies trusted) {
        var found = proxy.address();
        for (var i = chain.size() - 1; i >= 0 && trusted.contains(found); i--) {
            var next = node(chain.get(i));
            if (next.isEmpty()) {
                return found;
            }
            found = next.get();
        }
        return found;
    }

    private static Optional<InetAddress> node(String text) {
        var matcher = NODE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(Arrays.asList(matcher.group(1), matcher.group(2), matcher.group(3))
                    .stream().filter(g -> g != null).collect(Collectors.joining())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String port(String host, Optional<Boolean> secured) {
        var said = last("x-forwarded-port", "").filter(p -> p.matches("[0-9]{1,5}"));
        var ofHost = HOST.matcher(host);
        if (said.isPresent()) {
            return said.get();
        }
        if (ofHost.matches() && ofHost.group(2) != null) {
            return ofHost.group(2);
        }
        return secured.map(s -> s ? "443" : "80").orElse(proxy.port());
    }

    private byte[] withElement(byte[] lines) {
        var address = proxy.shown();
        var own = ("Forwarded: " + forwarded() + ", for="
                + (address.indexOf(':') < 0 ? address : "\"[" + address + "]\"")
                + ";proto=" + (proxy.secured() ? "https" : "http") + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        var both = Arrays.copyOf(lines, lines.length + own.length);
        System.arraycopy(own, 0, both, lines.length, own.length);
        return both;
    }

    private String forwarded() {
        return all("forwarded").collect(Collectors.joining(", "));
    }

    /** What the nearest proxy says in a field, or in the last element of {@code Forwarded}. */
    private Optional<String> last(String field, String parameter) {
        var said = members(field);
        return !said.isEmpty()
                ? Optional.of(said.getLast())
                : elements.isEmpty() ? Optional.empty() : Optional.ofNullable(elements.getLast().get(parameter));
    }

    private List<String> members(String field) {
        return all(field).flatMap(v -> Arrays.stream(v.split(","))).map(String::strip).filter(v -> !v.isEmpty())
                .toList();
    }

    private Stream<String> all(String name) {
        return IntStream.range(0, head.count())
                .filter(i -> head.field(i) == Field.FORWARDED
                        && head.text(head.lineStart(i), head.nameEnd(i)).equalsIgnoreCase(name))
                .mapToObj(head::value);
    }
}
