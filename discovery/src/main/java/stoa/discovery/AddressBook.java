package stoa.discovery;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.http.Origin;
import stoa.http.client.Resolver;
import stoa.runtime.DataFolder;

/**
 * Where catalogs and gateways are: what the settings say, else what processes that share the data folder have written
 * into its {@code run/} folder: {@code run/catalog-1.url}, one line, an absolute URL. As a {@link Resolver} it leads
 * every service name through a gateway.
 */
public final class AddressBook implements Resolver {
    private static final Logger LOG = LoggerFactory.getLogger(AddressBook.class);
    private static final Pattern NOTE = Pattern.compile("(catalog|gateway)-(\\d{1,9})(-tls)?\\.url");
    /** A file system's clock ticks; what was written within the same tick as a reading may have been missed by it. */
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration CONNECT = Duration.ofMillis(300);
    private static final Duration TRUSTED = Duration.ofSeconds(1);

    private final DataFolder data;
    private final DiscoverySettings settings;
    private final Predicate<URI> listens;
    private final Map<String, String> noted = new ConcurrentHashMap<>();
    private volatile Page page = Page.BLANK;
    private volatile @Nullable Heard heard;

    /** What the folder said when it was last read; {@code changed} is null where that may have missed something. */
    private record Page(@Nullable FileTime changed, List<URI> catalogs, List<URI> gateways, List<URI> secured) {
        private static final Page BLANK = new Page(null, List.of(), List.of(), List.of());
    }

    private record Note(String kind, int number, URI address) {}

    /** Who took a connection, and when by the system's own clock. */
    private record Heard(URI gateway, long nanoTime) {}

    public AddressBook(DataFolder data, DiscoverySettings settings) {
        this(data, settings, AddressBook::takesConnections);
    }

    AddressBook(DataFolder data, DiscoverySettings settings, Predicate<URI> listens) {
        this.data = data;
        this.settings = settings;
        this.listens = listens;
    }

    /** The catalogs to talk to, the preferred first; empty where none is known yet. */
    public List<URI> catalogs() {
        return settings.catalogUrl().map(uri -> List.of(withoutSlash(uri))).orElseGet(() -> current().catalogs());
    }

    /**
     * The gateway's main listener; empty where none is known yet. A process that was killed leaves its note: where
     * several are there, it is the first that takes a connection.
     */
    public Optional<URI> gateway() {
        return settings.gatewayUrl().map(AddressBook::withoutSlash).or(() -> firstThatListens(current().gateways()));
    }

    /** The listeners by TLS of the gateways that share the data folder; a process that was killed leaves its note. */
    public List<URI> secured() {
        return current().secured();
    }

    private Optional<URI> firstThatListens(List<URI> gateways) {
        if (gateways.size() < 2) {
            return gateways.stream().findFirst();
        }
        var last = heard;
        if (last != null && gateways.contains(last.gateway())
                && System.nanoTime() - last.nanoTime() < TRUSTED.toNanos()) {
            return Optional.of(last.gateway());
        }
        var found = gateways.stream().filter(listens).findFirst();
        found.ifPresent(gateway -> heard = new Heard(gateway, System.nanoTime()));
        return found.or(() -> Optional.of(gateways.getFirst()));
    }

    private static boolean takesConnections(URI address) {
        try (var socket = new Socket()) {
            var origin = Origin.of(address);
            socket.connect(new InetSocketAddress(origin.host(), origin.port()), Math.toIntExact(CONNECT.toMillis()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Notes this process's own address for all that share the data folder; {@code instance} is catalog-1, gateway-1, gateway-1-tls. */
    public void note(String instance, URI address) throws IOException {
        data.write(file(instance), address + "\n");
        noted.put(instance, address.toString());
    }

    /** Takes the note back, unless a successor of the same name has written its own meanwhile. */
    public void forget(String instance) {
        var mine = noted.remove(instance);
        var file = data.file(file(instance));
        try {
            if (mine != null && mine.equals(Files.readString(file).strip())) {
                Files.delete(file);
            }
        } catch (NoSuchFileException e) {
            // forgotten already
        } catch (IOException e) {
            LOG.warn("the note {} could not be taken back: {}", file, e.getMessage());
        }
    }

    /** {@code <gateway>/services/call/<service>}. */
    @Override
    public URI resolve(String service) throws IOException {
        var gateway = gateway()
                .orElseThrow(() -> new IOException("no gateway is known yet: none has noted its address in "
                        + data.file("run") + ", and gateway-url (GATEWAY_URL) is not set"));
        return URI.create(gateway + "/services/call/" + service);
    }

    private static String file(String instance) {
        return "run/" + instance + ".url";
    }

    /** One look at the folder's time of change is all that most calls cost. */
    private Page current() {
        var folder = data.file("run");
        try {
            var changed = Files.getLastModifiedTime(folder);
            var known = page;
            if (changed.equals(known.changed())) {
                return known;
            }
            var settled = changed.toInstant().isBefore(Instant.now().minus(TICK));
            var fresh = read(folder, settled ? changed : null);
            page = fresh;
            return fresh;
        } catch (NoSuchFileException e) {
            return Page.BLANK;
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("the addresses in {} cannot be read: {}", folder, e.getMessage());
            return page;
        }
    }

    private static Page read(Path folder, @Nullable FileTime changed) throws IOException {
        var notes = new ArrayList<Note>();
        try (var files = Files.newDirectoryStream(folder, "*.url")) {
            for (var file : files) {
                var name = NOTE.matcher(file.getFileName().toString());
                if (name.matches()) {
                    address(file).ifPresent(
                            uri -> notes.add(new Note(name.group(1) + (name.group(3) == null ? "" : name.group(3)),
                                    Integer.parseInt(name.group(2)), uri)));
                }
            }
        }
        notes.sort(Comparator.comparingInt(Note::number));
        return new Page(changed, addresses(notes, "catalog"), addresses(notes, "gateway"),
                addresses(notes, "gateway-tls"));
    }

    private static List<URI> addresses(List<Note> notes, String kind) {
        return notes.stream().filter(n -> n.kind().equals(kind)).map(Note::address).toList();
    }

    private static Optional<URI> address(Path file) throws IOException {
        try {
            var uri = URI.create(Files.readString(file).strip());
            Origin.of(uri);
            return Optional.of(withoutSlash(uri));
        } catch (NoSuchFileException e) {
            // gone between the listing and the reading
        } catch (IllegalArgumentException e) {
            LOG.warn("{} holds no address", file);
        }
        return Optional.empty();
    }

    private static URI withoutSlash(URI uri) {
        var text = uri.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
    }
}
