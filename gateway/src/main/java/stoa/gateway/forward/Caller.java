package stoa.gateway.forward;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * Who asks, as far as the gateway believes it: the other end of the connection; or, where that is a trusted proxy, whom it and
 * the trusted ones before it speak for.
 *
 * @param address of the client
 * @param port at which the gateway was asked, as instances are told
 * @param lines what instances are told of it, the same for each request of a connection that no trusted proxy opened
 * @param host by what name the gateway was asked, where a proxy tells it; else empty
 * @param prefix what proxies have taken off the path; else empty
 * @param secured whether the client's request came by TLS
 */
public record Caller(InetAddress address, String port, byte[] lines, String host, String prefix, boolean secured) {

    /** The other end of a connection to this port. */
    public static Caller direct(InetAddress address, int port, boolean secured) {
        var at = Integer.toString(port);
        return new Caller(address, at, lines(address.getHostAddress(), secured, at), "", "", secured);
    }

    static byte[] lines(String chain, boolean secured, String port) {
        return ("X-Forwarded-For: " + chain + "\r\nX-Forwarded-Proto: " + (secured ? "https" : "http")
                + "\r\nX-Forwarded-Port: " + port + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** As logs show it. */
    public String shown() {
        return address.getHostAddress();
    }
}
