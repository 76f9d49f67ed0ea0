package stoa.gateway.listener;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import stoa.runtime.Settings;

/**
 * Where the gateway listens.
 *
 * @param host the address that every listener binds
 * @param ports the main listener first; the offset is already added
 * @param offset what was added to every port but 0
 * @param threads event loops; each carries the connections it accepted and their upstream connections
 */
public record ListenerSettings(String host, List<Port> ports, int offset, int threads, TransportChoice transport) {
    public static final String MAIN = "main";
    /** The main listener's routes by TLS. */
    public static final String TLS = "tls";

    /** One listener; {@code service} is where its root leads, empty for the main listener. */
    public record Port(String label, String service, int number) {
        /** Whether it takes nothing but TLS. */
        public boolean isSecure() {
            return label.equals(TLS);
        }
    }

    /** A port at which people know a service, and the environment variable that moves it. */
    public record Known(String service, int port, String variable) {}

    /** Which of the kernel's interfaces carries the traffic. */
    public enum TransportChoice {
        AUTO, IO_URING, EPOLL, NIO
    }

    public ListenerSettings {
        ports = List.copyOf(ports);
    }

    /**
     * @param mainPort decided by the program: the setting is a single role's own where no gateway runs
     * @param tlsPort empty where nothing listens for TLS
     */
    public static ListenerSettings read(Settings in, String host, int mainPort, List<Known> wellKnown,
            Optional<Integer> tlsPort) {
        var offset = in.key("port-offset").help("added to the port of every listener").integer(0, 0, 65_535);
        var keys = new LinkedHashMap<String, Port>();
        keys.put("port", new Port(MAIN, "", mainPort));
        for (var known : wellKnown) {
            var key = known.service() + "-port";
            keys.put(key, new Port(known.service(), known.service(), in.key(key).env(known.variable())
                    .help("the port of the listener whose root is " + known.service()).port(known.port())));
        }
        tlsPort.ifPresent(number -> keys.put("tls-port", new Port(TLS, "", number)));
        refuseTwice(in, keys);
        var ports = new ArrayList<Port>();
        keys.forEach((key, port) -> ports.add(new Port(port.label(), port.service(), shifted(in, key, port, offset))));
        return new ListenerSettings(host, ports, offset,
                in.key("gateway-threads").help("event loops of the gateway")
                        .integer(Runtime.getRuntime().availableProcessors(), 1, 256),
                in.key("gateway-transport").help("auto takes the first that the machine allows of the others")
                        .choice(TransportChoice.class, TransportChoice.AUTO));
    }

    private static int shifted(Settings in, String key, Port port, int offset) {
        if (port.number() == 0) {
            return 0;
        }
        if (port.number() + offset > 65_535) {
            in.error(key + ": " + port.number() + " and the port-offset " + offset + " are beyond 65535");
            return port.number();
        }
        return port.number() + offset;
    }

    private static void refuseTwice(Settings in, LinkedHashMap<String, Port> keys) {
        var owners = new LinkedHashMap<Integer, String>();
        keys.forEach((key, port) -> {
            var other = port.number() == 0 ? null : owners.putIfAbsent(port.number(), key);
            if (other != null) {
                in.error(key + ": " + port.number() + " is the port of " + other + " already");
            }
        });
    }
}
