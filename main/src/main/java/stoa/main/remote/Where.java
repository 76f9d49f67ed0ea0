package stoa.main.remote;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import stoa.discovery.AddressBook;
import stoa.discovery.DiscoverySettings;
import stoa.http.Origin;
import stoa.main.platform.PlatformSettings;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;

/** The options that say which platform a command talks to. */
public final class Where {
    private static final URI USUAL = URI.create("http://127.0.0.1:8080");
    private static final Path USUAL_FILE = Path.of("stoa.yaml");

    @Option(names = "--url", paramLabel = "URL", description = {"The platform's main listener.",
            "Default: STOA_URL, else the platform of the data folder, else http://127.0.0.1:8080"})
    private @Nullable URI url;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder of the platform (default: ./data).")
    private @Nullable String data;

    /** The platform; nothing is sent yet. */
    public Remote remote() throws CommandFailed {
        return new Remote(address());
    }

    private URI address() throws CommandFailed {
        var arguments = new HashMap<String, String>();
        if (url != null) {
            arguments.put("url", url.toString());
        }
        if (data != null) {
            arguments.put("data", data);
        }
        // Not verified as a whole: a mistake in a key that only servers read shall not keep anyone from asking.
        var in = Settings.of(arguments, System.getenv(), Optional.of(USUAL_FILE).filter(Files::exists));
        var settings = PlatformSettings.read(in);
        var address = settings.url()
                .or(() -> new AddressBook(DataFolder.at(settings.data()), DiscoverySettings.read(in))
                        .gateway())
                .orElse(USUAL);
        if (Origin.find(address).isEmpty()) {
            throw new CommandFailed(address + " is not an http or https address");
        }
        return address;
    }
}
