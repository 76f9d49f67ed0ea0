package stoa.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.http.Service.RouteClaim;
import stoa.tests.serving.RoleUnderTest;

class PagesTest {
    /** What a page or module names that the browser then asks for; a reference upwards is another service's. */
    private static final Pattern REFERENCE = Pattern
            .compile("(?:\\bhref=|\\bsrc=|\\bfrom ?|\\bimport ?)[\"']([^\"'$#]+)[\"']");
    private static final Path OWN = Path.of("src/main/resources/stoa/console");

    private RoleUnderTest console;
    private RoleUnderTest docs;

    @BeforeEach
    void start() throws Exception {
        console = RoleUnderTest.start((_, shell) -> Console.role(shell, SignInTest.SESSIONS));
        docs = RoleUnderTest.start((_, shell) -> ApiPages.role(shell));
    }

    @AfterEach
    void stop() {
        console.close();
        docs.close();
    }

    @Test
    void eachAsksForItsPrefixStripped() {
        assertThat(console.announced().route()).contains(new RouteClaim("/console/", true));
        assertThat(docs.announced().route()).contains(new RouteClaim("/docs/", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/main.js", "/nowhere.js", "/health", "/status", "/openapi.json",
            "/lib/lit-html/3.3.2/lit-html.js"})
    void everyAnswerOfTheConsoleHasThePolicy(String path) throws Exception {
        var answer = console.bytes("GET", path);

        assertThat(header(answer, "content-security-policy"))
                .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                        + "img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'");
        assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(answer, "referrer-policy")).isEqualTo("no-referrer");
    }

    @Test
    void anotherMethodIsAnsweredWithThePolicyToo() throws Exception {
        var answer = console.bytes("POST", "/");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "content-security-policy")).contains("default-src 'none'");
    }

    @Test
    void scriptsOfTheApiPageComeFromHereAloneAndAreNeverInline() throws Exception {
        var policy = header(docs.bytes("GET", "/"), "content-security-policy");

        assertThat(policy).contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'");
        assertThat(text(docs.bytes("GET", "/"))).doesNotContainPattern("<script(?![^>]*src=)").doesNotContain("style=");
        assertThat(text(console.bytes("GET", "/"))).doesNotContainPattern("<script(?![^>]*src=)")
                .doesNotContain("style=");
    }

    @Test
    void everythingThatThePagesNameIsServedWithItsType() throws Exception {
        assertThat(reached(console)).contains("main.js", "console.css", "icon.svg", "stream.js",
                "lib/lit-html/3.3.2/lit-html.js", "lib/lit-html/3.3.2/directives/repeat.js");
        assertThat(reached(docs)).contains("docs.js", "docs.css", "lib/swagger-ui/5.34.1/swagger-ui-bundle.js",
                "lib/swagger-ui/5.34.1/swagger-ui.css");
    }

    /** Follows every reference from the page on. */
    private static Set<String> reached(RoleUnderTest page) throws Exception {
        var found = new TreeSet<String>();
        var todo = new ArrayDeque<>(List.of("index.html"));
        while (!todo.isEmpty()) {
            var path = todo.pop();
            if (!found.add(path)) {
                continue;
            }
            var answer = page.bytes("GET", "/" + path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(header(answer, "content-type")).as(path).startsWith(switch (path
                    .substring(path.lastIndexOf('.'))) {
                case ".js" -> "text/javascript";
                case ".css" -> "text/css";
                case ".html" -> "text/html";
                default -> "image/svg+xml";
            });
            if (path.endsWith(".html") || (path.endsWith(".js") && answer.body().length < 50_000)) {
                var references = REFERENCE.matcher(text(answer));
                while (references.find()) {
                    var to = Path.of("/" + path).resolveSibling(references.group(1)).normalize().toString();
                    if (!references.group(1).startsWith("../") || path.startsWith("lib/")) {
                        todo.add(references.group(1).equals("./") ? "index.html" : to.substring(1));
                    }
                }
            }
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"page", "docs"})
    void everyFileOfAPageIsServedAsItIs(String folder) throws Exception {
        var page = folder.equals("page") ? console : docs;
        try (var files = Files.list(OWN.resolve(folder))) {
            for (var file : files.toList()) {
                var answer = page.bytes("GET", "/" + file.getFileName());
                assertThat(answer.body()).as(file.toString()).isEqualTo(Files.readAllBytes(file));
                assertThat(header(answer, "cache-control")).isEqualTo("no-cache");
            }
        }
    }

    @Test
    void whatTheClientHasIsNotSentAgain() throws Exception {
        var etag = header(console.bytes("GET", "/main.js"), "etag");

        for (var known : new String[]{etag, "W/" + etag, "\"other\", " + etag, "*"}) {
            var again = console.bytes("GET", "/main.js", "If-None-Match", known);
            assertThat(again.statusCode()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(header(again, "etag")).isEqualTo(etag);
            assertThat(header(again, "cache-control")).isEqualTo("no-cache");
        }
        assertThat(console.bytes("GET", "/main.js", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void whatNamesItsVersionIsKeptForever() throws Exception {
        assertThat(header(console.bytes("GET", "/lib/lit-html/3.3.2/lit-html.js"), "cache-control"))
                .isEqualTo("public, max-age=31536000, immutable");
    }

    @Test
    void clientsThatTakeGzipGetItWithAValidatorOfItsOwn() throws Exception {
        var plain = console.bytes("GET", "/main.js");
        var zipped = console.bytes("GET", "/main.js", "Accept-Encoding", "br, gzip;q=0.8");

        assertThat(header(zipped, "content-encoding")).isEqualTo("gzip");
        assertThat(header(zipped, "vary")).isEqualTo("Accept-Encoding");
        assertThat(header(zipped, "etag")).isNotEqualTo(header(plain, "etag"));
        try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
            assertThat(unzipped.readAllBytes()).isEqualTo(plain.body());
        }
        for (var refusing : new String[]{"br", "gzip;q=0", "gzip; q=0.000", "identity"}) {
            assertThat(console.bytes("GET", "/main.js", "Accept-Encoding", refusing).headers()
                    .firstValue("content-encoding"))
                    .as(refusing).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere.js", "/main.java", "/lib/lit-html/3.3.2/package.json", "/lib/lit-html/3.3.2/",
            "/lib/swagger-ui/5.34.1/swagger-ui.css", "/lib/", "/page/main.js", "/%2e%2e/docs/docs.js",
            "/..%2fdocs%2fdocs.js", "/lib/lit-html/../swagger-ui/5.34.1/swagger-ui.css", "/lib%2F..%2Fmain.js",
            "/.%2Fmain.js", "/%2Fetc%2Fpasswd.js", "/..%5cdocs%5cdocs.js", "/main.js/", "/main.js%00.css"})
    void nothingElseIsThere(String path) throws Exception {
        var answer = console.bytes("GET", path);

        assertThat(answer.statusCode()).isBetween(400, 404);
        assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
        assertThat(answer.headers().firstValue("etag")).isEmpty();
    }

    @Test
    void peopleAreToldInHtml() throws Exception {
        var answer = console.bytes("GET", "/nowhere", "Accept", "text/html");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(text(answer)).contains("<h1>404 Not Found</h1>");
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }
}
