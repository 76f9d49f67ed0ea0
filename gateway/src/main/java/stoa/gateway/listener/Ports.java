package stoa.gateway.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import stoa.gateway.listener.ListenerSettings.Port;

/** Says which ports are taken, and with which offset all would be free. */
final class Ports {
    private static final int STEP = 100;

    private final ListenerSettings settings;

    Ports(ListenerSettings settings) {
        this.settings = settings;
    }

    /** {@code port 5000 (names) is taken; --port-offset 100 would free them all}. */
    String describe(List<Port> taken) {
        var ports = taken.stream().map(p -> p.number() + " (" + p.label() + ")").collect(Collectors.joining(", "));
        var hint = offset().stream().mapToObj(n -> "; --port-offset " + n + " would find all of them free").findFirst()
                .orElse("");
        return (taken.size() == 1 ? "port " + ports + " is taken" : "ports " + ports + " are taken") + hint;
    }

    /** The smallest round offset for which every listener's port is free. */
    private java.util.OptionalInt offset() {
        var bases = settings.ports().stream().filter(p -> p.number() != 0).mapToInt(p -> p.number() - settings.offset())
                .toArray();
        var highest = IntStream.of(bases).max().orElse(0);
        return IntStream.iterate(0, n -> highest + n <= 65_535, n -> n + STEP)
                .filter(n -> n != settings.offset() && IntStream.of(bases).allMatch(base -> isFree(base + n)))
                .findFirst();
    }

    private boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(settings.host(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
