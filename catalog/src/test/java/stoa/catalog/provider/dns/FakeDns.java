package stoa.catalog.provider.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A DNS server (RFC 1035) on loopback, over UDP and TCP on the same port, that answers as the test says. */
public final class FakeDns implements AutoCloseable {
    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int SRV = 33;
    private static final int HEADER = 12;
    private static final int NXDOMAIN = 3;

    /** SILENT answers nothing; TRUNCATED says over UDP that the answer is too long for it; GARBAGE is no DNS. */
    public enum Mood {
        WELL, SERVFAIL, REFUSED, SILENT, TRUNCATED, GARBAGE
    }

    private record Entry(int type, byte[] data) {}

    private final String address;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<String, List<Entry>> names = new ConcurrentHashMap<>();
    private final Map<String, Mood> moods = new ConcurrentHashMap<>();
    private final AtomicInteger overTcp = new AtomicInteger();

    public FakeDns() throws IOException {
        var sockets = onOnePort();
        udp = sockets.udp;
        address = "127.0.0.1:" + udp.getLocalPort();
        tcp = sockets.tcp;
        Thread.ofPlatform().daemon().start(this::serveDatagrams);
        Thread.ofPlatform().daemon().start(this::serveConnections);
    }

    private record Sockets(DatagramSocket udp, ServerSocket tcp) {}

    private static Sockets onOnePort() throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        while (true) {
            var tcp = new ServerSocket(0, 10, loopback);
            try {
                return new Sockets(new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort())), tcp);
            } catch (SocketException e) {
                // somebody else has that port for UDP: take another
                tcp.close();
            }
        }
    }

    public String address() {
        return address;
    }

    /** A name that has no records, or none any more. */
    public void empty(String name) {
        names.put(name, List.of());
    }

    public void forget(String name) {
        names.remove(name);
    }

    /** Adds A and AAAA records. */
    public void addresses(String name, String... literals) throws IOException {
        for (var literal : literals) {
            var bytes = InetAddress.getByName(literal).getAddress();
            add(name, new Entry(bytes.length == 4 ? A : AAAA, bytes));
        }
    }

    public void srv(String name, int priority, int weight, int port, String target) {
        var host = wire(target);
        var data = ByteBuffer.allocate(6 + host.length).putShort((short) priority).putShort((short) weight)
                .putShort((short) port).put(host);
        add(name, new Entry(SRV, data.array()));
    }

    private void add(String name, Entry entry) {
        names.merge(name, List.of(entry), (before, more) -> {
            var all = new ArrayList<>(before);
            all.addAll(more);
            return all;
        });
    }

    public void mood(String name, Mood mood) {
        moods.put(name, mood);
    }

    /** How many questions came over TCP. */
    public int overTcp() {
        return overTcp.get();
    }

    private void serveDatagrams() {
        var buffer = new byte[1500];
        while (!udp.isClosed()) {
            try {
                var question = new DatagramPacket(buffer, buffer.length);
                udp.receive(question);
                var answer = answer(ByteBuffer.wrap(buffer, 0, question.getLength()), true);
                if (answer.length > 0) {
                    udp.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
                }
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serveConnections() {
        while (!tcp.isClosed()) {
            try (var connection = tcp.accept()) {
                var in = new DataInputStream(connection.getInputStream());
                var question = in.readNBytes(in.readUnsignedShort());
                overTcp.incrementAndGet();
                var answer = answer(ByteBuffer.wrap(question), false);
                var out = new DataOutputStream(connection.getOutputStream());
                out.writeShort(answer.length);
                out.write(answer);
            } catch (IOException e) {
                // the client has gone, or the test is over
            }
        }
    }

    private byte[] answer(ByteBuffer question, boolean datagram) throws IOException {
        var id = question.getShort(0);
        question.position(HEADER);
        var name = name(question);
        var type = question.getShort();
        var end = question.position() + 2;
        var asked = new byte[end - HEADER];
        question.get(HEADER, asked);
        var mood = moods.getOrDefault(name, Mood.WELL);
        return switch (mood) {
            case WELL -> found(id, asked, name, type);
            case SERVFAIL -> message(id, asked, 2, false, List.of());
            case REFUSED -> message(id, asked, 5, false, List.of());
            case SILENT -> new byte[0];
            case TRUNCATED -> datagram ? message(id, asked, 0, true, List.of()) : found(id, asked, name, type);
            case GARBAGE -> ByteBuffer.allocate(14).putShort(id).putShort((short) 0x8180).putShort((short) 9)
                    .putShort((short) 9).array();
        };
    }

    private byte[] found(short id, byte[] asked, String name, int type) throws IOException {
        var entries = names.get(name);
        if (entries == null) {
            return message(id, asked, NXDOMAIN, false, List.of());
        }
        return message(id, asked, 0, false, entries.stream().filter(e -> e.type == type).toList());
    }

    private static byte[] message(short id, byte[] asked, int code, boolean truncated, List<Entry> entries)
            throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeShort(id);
        out.writeShort(0x8180 | code | (truncated ? 0x0200 : 0));
        out.writeShort(1);
        out.writeShort(entries.size());
        out.writeInt(0);
        out.write(asked);
        for (var entry : entries) {
            out.writeShort(0xC000 | HEADER);
            out.writeShort(entry.type);
            out.writeShort(1);
            out.writeInt(5);
            out.writeShort(entry.data.length);
            out.write(entry.data);
        }
        return bytes.toByteArray();
    }

    private static String name(ByteBuffer in) {
        var name = new StringBuilder();
        for (var length = in.get(); length > 0; length = in.get()) {
            var label = new byte[length];
            in.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }

    private static byte[] wire(String name) {
        var out = new ByteArrayOutputStream();
        for (var label : name.isEmpty() ? new String[0] : name.split("\\.")) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.write(0);
        return out.toByteArray();
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
