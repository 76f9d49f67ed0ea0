package stoa.console;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;

/** The files of one page: its own, and below {@code lib/} those of the one WebJar that it uses. */
final class Site {
    /** What such files are named; nothing else is looked up, so no path leads out of a folder. */
    private static final Pattern PLAIN = Pattern
            .compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "css",
            "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml", "png",
            "image/png");
    /** Always asked about again, mostly answered by 304. */
    private static final String OWN = "no-cache";
    /** Their addresses name their version. */
    private static final String LIBRARY = "public, max-age=31536000, immutable";

    private final String folder;
    private final String library;
    private final Map<String, StaticFile> files = new ConcurrentHashMap<>();

    /**
     * @param folder beside this class
     * @param library the WebJar's name, the first part of its files' paths
     */
    Site(String folder, String library) {
        this.folder = folder;
        this.library = library;
    }

    void routes(Routes at) {
        at.get("/", request -> file("index.html").reply(request)).says("The page").answers(200, "HTML");
        at.get("/{file...}", this::named).says("The page's files").answers(200, "a file")
                .answers(304, "it is as the client knows it").answers(404, "there is no such file");
    }

    private Reply named(Request request) throws IOException {
        return file(request.parameter("file")).reply(request);
    }

    private StaticFile file(String path) throws IOException {
        var known = files.get(path);
        if (known != null) {
            return known;
        }
        var read = read(path).orElseThrow(() -> new Problem(404, "nothing is at this path"));
        files.put(path, read);
        return read;
    }

    private Optional<StaticFile> read(String path) throws IOException {
        var type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null || !PLAIN.matcher(path).matches()) {
            return Optional.empty();
        }
        var shared = path.startsWith("lib/" + library + "/");
        var resource = shared
                ? "/META-INF/resources/webjars/" + path.substring("lib/".length())
                : folder + "/" + path;
        try (var stream = Site.class.getResourceAsStream(resource)) {
            return stream == null
                    ? Optional.empty()
                    : Optional.of(StaticFile.of(type, shared ? LIBRARY : OWN, stream.readAllBytes()));
        }
    }
}
