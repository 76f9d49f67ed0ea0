package stoa.main.remote;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import stoa.discovery.AddressBook;
import stoa.discovery.DiscoverySettings;
import stoa.gateway.certificate.DevelopmentCertificate;
import stoa.http.Origin;
import stoa.http.access.Keys;
import stoa.http.client.Trust;
import stoa.main.platform.PlatformSettings;
import stoa.runtime.DataFolder;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

/** The options that say which platform a command talks to. */
public final class Where {
    private static final URI USUAL = URI.create("http://127.0.0.1:8080");
    private static final Pattern THIS_MACHINE = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");
    private static final Path USUAL_FILE = Path.of("stoa.yaml");

    @Option(names = "--url", paramLabel = "URL", description = {"The platform's main listener.",
            "Default: STOA_URL, else the platform of the data folder, else http://127.0.0.1:8080"})
    private @Nullable URI url;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder of the platform (default: ./data).")
    private @Nullable String data;

    /** The platform; nothing is sent yet. */
    public Remote remote() throws InvalidSettings {
        var arguments = new HashMap<String, String>();
        if (url != null) {
            arguments.put("url", url.toString());
        }
        if (data != null) {
            arguments.put("data", data);
        }
        var file = Optional.of(USUAL_FILE).filter(Files::exists);
        var address = address(arguments, System.getenv(), file);
        return new Remote(address, token(address, arguments, System.getenv(), file),
                trust(DataFolder.at(PlatformSettings.data(Settings.of(arguments, System.getenv(), file)))));
    }

    /** A platform with a certificate for development is trusted by its data folder. */
    private static Trust trust(DataFolder folder) {
        var authority = folder.file(DevelopmentCertificate.AUTHORITY);
        return Files.isReadable(authority) ? Trust.with(authority) : Trust.usual();
    }

    /**
     * Reads no more than it needs: a mistake in what only servers read shall not keep anyone from asking, nor a broken
     * file who has said the address.
     *
     * @throws InvalidSettings naming the variable or option that holds no address
     */
    static URI address(Map<String, String> arguments, Map<String, String> environment, Optional<Path> file)
            throws InvalidSettings {
        var said = Settings.of(arguments, environment, Optional.empty());
        var address = PlatformSettings.url(said);
        said.verifyWhatWasRead();
        if (address.isPresent()) {
            return address.get();
        }
        var in = Settings.of(arguments, environment, file);
        address = PlatformSettings.url(in).or(() -> DiscoverySettings.gatewayUrl(in));
        var folder = DataFolder.at(PlatformSettings.data(in));
        in.verifyWhatWasRead();
        return address.or(() -> new AddressBook(folder, DiscoverySettings.UNSET).gateway()).orElse(USUAL);
    }

    /**
     * What is shown at an address.
     *
     * @param token the operator's; empty where none is known or none is meant for that address
     * @param kept why one that is there is not shown, empty where there is no such
     */
    record Shown(Optional<String> token, String kept) {}

    /**
     * The operator's token for this address. What the data folder holds is for its own platform, not for whatever
     * address one is told to ask. What the environment says is for addresses that come from there or are said with the
     * command, and for this machine: a folder that one happens to work in shall not draw it to an address of its own.
     */
    static Shown token(URI address, Map<String, String> arguments, Map<String, String> environment,
            Optional<Path> file) {
        var in = Settings.of(arguments, environment, file);
        var folder = DataFolder.at(PlatformSettings.data(in));
        var keys = Keys.read(in, folder);
        var book = new AddressBook(folder, DiscoverySettings.UNSET);
        var own = book.gateway().orElse(USUAL);
        if (!keys.isTokenGiven()) {
            return isSame(own, address) || isSecured(book, address)
                    ? new Shown(keys.token(), keys.trouble().orElse(""))
                    : new Shown(Optional.empty(), "");
        }
        var said = Settings.of(arguments, environment, Optional.empty());
        var isOfFile = !Keys.read(said, folder).isTokenGiven();
        var isFolderSaid = arguments.containsKey("data") || environment.containsKey("STOA_DATA");
        var asked = PlatformSettings.url(said).or(() -> DiscoverySettings.gatewayUrl(said))
                .or(() -> Optional.of(own).filter(_ -> isFolderSaid));
        return isOfFile || isOfThisMachine(address) || asked.filter(a -> isSame(a, address)).isPresent()
                ? new Shown(keys.token(), "")
                : new Shown(Optional.empty(), "the token of the environment is not sent to " + address
                        + ", which only this folder names; --url " + address + " sends it");
    }

    private static boolean isSame(URI one, URI other) {
        return Origin.find(one).isPresent() && Origin.find(one).equals(Origin.find(other));
    }

    /** By TLS the certificate says who answers, so a listener may be asked for by any name of this machine. */
    private static boolean isSecured(AddressBook book, URI address) {
        return book.secured().stream().anyMatch(listener -> isSame(listener, address)
                || (isOfThisMachine(listener) && isOfThisMachine(address) && door(listener).equals(door(address))));
    }

    /** Scheme and port. */
    private static String door(URI address) {
        var origin = Origin.of(address);
        return origin.scheme() + ":" + origin.port();
    }

    private static boolean isOfThisMachine(URI address) {
        return Origin.find(address).filter(o -> THIS_MACHINE.matcher(o.host()).matches()).isPresent();
    }
}
