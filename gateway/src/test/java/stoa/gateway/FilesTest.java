package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.RawInstance.Answer;

/** Files as answers, by the wire. */
class FilesTest {
    static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final Instant WRITTEN = Instant.ofEpochSecond(784111777);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path site;
    @SuppressWarnings("NullAway.Init")
    private TestGateway gateway;

    @BeforeEach
    void open() throws IOException {
        site = Files.createDirectories(folder.resolve("site"));
        write("a.txt", "0123456789");
        write("empty.txt", "");
        write("index.html", "start");
        write("docs/index.html", "docs");
        write("bare/page", "page");
        write("with space.txt", "space");
        write(".secret", "secret");
        write(".git/config", "secret");
        write("app.js", "plain plain plain");
        write("app.js.br", "as br");
        write("app.js.gz", "as gzip");
        write("old.css", "new");
        Files.setLastModifiedTime(site.resolve("old.css"), FileTime.from(WRITTEN.plusSeconds(10)));
        write("old.css.gz", "stale");
        write("../outside.txt", "outside");
        Files.createSymbolicLink(site.resolve("out.txt"), folder.resolve("outside.txt"));
        Files.createSymbolicLink(site.resolve("up"), folder);
        Files.createSymbolicLink(site.resolve("in.txt"), Path.of("a.txt"));
        Files.createSymbolicLink(site.resolve("shown"), Path.of(".secret"));
        Files.createSymbolicLink(site.resolve("circle"), Path.of("circle"));
        gateway = TestGateway.with("routes", "[{prefix: /f/, files: '" + site + "', cache-control: max-age=60,"
                + " response-headers: {set: {X-Frame: deny}}}, {prefix: /g, files: '" + site + "'},"
                + " {host: site.test, prefix: /, files: '" + site + "'}]");
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private void write(String name, String text) throws IOException {
        var file = site.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(WRITTEN));
    }

    private Answer head(String target, String... headers) throws IOException {
        return gateway.ask(request("HEAD", target, headers));
    }

    @Test
    void aFileIsAnsweredWithAllThatIsToBeSaidOfIt() throws IOException {
        var answer = gateway.get("/f/a.txt");
        assertThat(answer.head()).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Type: text/plain; charset=utf-8",
                "Content-Length: 10", "Last-Modified: " + DATE, "Accept-Ranges: bytes", "Cache-Control: max-age=60",
                "X-Frame: deny", "X-Request-Id: ", "Date: ").doesNotContain("Vary", "Connection");
        assertThat(answer.header("etag")).matches("\"a-[0-9a-f]+\"");
        assertThat(answer.body()).isEqualTo("0123456789");
        await().until(() -> gateway.log.size() == 1);
        assertThat(gateway.log.getFirst().status()).isEqualTo(200);
        assertThat(gateway.log.getFirst().bytesOut()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/f/ | start", "/f/docs/ | docs", "/f/with%20space.txt | space",
            "/f/%61.txt | 0123456789", "/f/a.txt?a=b | 0123456789", "/f/in.txt | 0123456789", "/g/a.txt | 0123456789",
            "/f/empty.txt | ''", "/f/bare/page | page", "/f/app.js | plain plain plain"})
    void whatIsThereIsAnswered(String target, String body) throws IOException {
        var answer = gateway.get(target);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/f/nothing", "/f/.secret", "/f/%2esecret", "/f/.git/config", "/f/bare/", "/f/a.txt/",
            "/f/a.txt/b", "/f//a.txt", "/f/docs//index.html", "/f/out.txt", "/f/up/outside.txt", "/f/up/", "/f/up",
            "/f/up/site/a.txt/x", "/f/shown", "/f/circle", "/f/docs%2findex.html", "/f/a.txt%20", "/f/%ff",
            "/f/..%2foutside.txt", "/f/../outside.txt", "/f/%2e%2e/outside.txt", "/f/%2e%2e%2foutside.txt",
            "/f/docs/..%5c..%5coutside.txt", "/f/%252e%252e/outside.txt", "/f/a.txt%00.html", "/f/%c0%ae%c0%ae/x",
            "/f/..;/outside.txt", "/f/....//outside.txt"})
    void whatIsNotToBeSeenIsNot(String target) throws IOException {
        var answer = gateway.get(target);
        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.body()).doesNotContain("outside", "secret", folder.toString());
    }

    @Test
    void aNameThatIsTooLongIsNotThere() throws IOException {
        assertThat(gateway.get("/f/" + "x".repeat(300)).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"/f, f/", "/f/docs, docs/", "/f/docs?a=b, docs/?a=b", "/g, g/", "/g/docs, docs/"})
    void aFolderWithoutASlashIsLedThereRelatively(String target, String location) throws IOException {
        var answer = gateway.get(target);
        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.header("location")).isEqualTo(location);
    }

    @Test
    void aHostOfItsOwnCanBeAFolder() throws IOException {
        assertThat(gateway.ask("GET / HTTP/1.1\r\nHost: site.test\r\n\r\n").body()).isEqualTo("start");
        assertThat(gateway.ask("GET http://site.test HTTP/1.1\r\nHost: site.test\r\n\r\n").status()).isIn(200, 308);
    }

    @ParameterizedTest
    @CsvSource({"x.html, text/html; charset=utf-8", "x.CSS, text/css; charset=utf-8",
            "x.js, text/javascript; charset=utf-8", "x.json, application/json", "x.svg, image/svg+xml",
            "x.png, image/png", "x.woff2, font/woff2", "x.wasm, application/wasm", "x, application/octet-stream",
            "x.unknown, application/octet-stream", "x.tar.gz, application/gzip"})
    void theTypeGoesByTheEndOfTheName(String name, String type) throws IOException {
        write(name, "x");
        assertThat(head("/f/" + name).header("content-type")).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "BREW"})
    void filesAreOnlyRead(String method) throws IOException {
        var answer = gateway.ask(request(method, "/f/a.txt", "Content-Length: 0"));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void whatCanBeDoneWithFilesIsToldToWhoeverAsks() throws IOException {
        for (var path : List.of("/f/a.txt", "/f/none", "/f/")) {
            var answer = gateway.ask(request("OPTIONS", path));
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
            assertThat(answer.header("x-frame")).isEqualTo("deny");
        }
    }

    /** Its one thread waits for a disk that does not answer. */
    @Test
    void aFileThatIsNotThereWithinTheTimeThatItsClientAllowsIs504() throws Exception {
        var disk = new CountDownLatch(1);
        try (var slow = TestGateway.with("file-threads", "1", "routes", "[{prefix: /f/, files: '" + site + "'}]")) {
            slow.files.execute(() -> {
                try {
                    disk.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            var late = slow.get("/f/a.txt", "X-Request-Timeout-Ms: 100");
            assertThat(late.status()).isEqualTo(504);
            assertThat(late.body()).contains("no whole answer within the 100 ms that its client allows");
            disk.countDown();
            assertThat(slow.get("/f/a.txt", "X-Request-Timeout-Ms: 60000").body()).isEqualTo("0123456789");
        } finally {
            disk.countDown();
        }
    }

    /** TAG stands for the file's own tag, WEAK for the same marked as weak. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"If-None-Match: TAG | 304", "If-None-Match: WEAK | 304",
            "If-None-Match: * | 304",
            "If-None-Match: \"x\", TAG | 304", "If-None-Match: \"x\" | 200", "If-None-Match: TAG, oops | 200",
            "If-Match: TAG | 200", "If-Match: WEAK | 412", "If-Match: * | 200", "If-Match: \"x\" | 412",
            "If-Match: \"x\", TAG | 200", "If-Match: oops | 412", "If-Modified-Since: SAME | 304",
            "If-Modified-Since: LATER | 304", "If-Modified-Since: EARLIER | 200", "If-Modified-Since: oops | 200",
            "If-Unmodified-Since: SAME | 200", "If-Unmodified-Since: EARLIER | 412",
            "If-Unmodified-Since: LATER | 200", "If-Unmodified-Since: oops | 200",
            "If-None-Match: \"x\" & If-Modified-Since: SAME | 200",
            "If-None-Match: TAG & If-Modified-Since: EARLIER | 304",
            "If-Match: TAG & If-Unmodified-Since: EARLIER | 200", "If-Match: \"x\" & If-None-Match: TAG | 412",
            "If-Match: TAG & If-None-Match: TAG | 304", "If-Unmodified-Since: EARLIER & If-None-Match: TAG | 412",
            "If-None-Match: \"x\" & If-None-Match: TAG | 304", "If-Modified-Since: SAME & Range: bytes=0-1 | 304",
            "If-Match: \"x\" & Range: bytes=90- | 412"})
    void conditionsHoldInTheirOrder(String conditions, int status) throws IOException {
        var tag = head("/f/a.txt").header("etag");
        var headers = conditions.replace("TAG", tag).replace("WEAK", "W/" + tag).replace("SAME", DATE)
                .replace("EARLIER", "Sun, 06 Nov 1994 08:49:36 GMT").replace("LATER", "Sun, 06 Nov 1994 08:49:38 GMT")
                .split(" & ", -1);
        for (var answer : new Answer[]{gateway.get("/f/a.txt", headers), head("/f/a.txt", headers)}) {
            assertThat(answer.status()).isEqualTo(status);
        }
        var answer = gateway.get("/f/a.txt", headers);
        if (status == 304) {
            assertThat(answer.head()).contains("ETag: " + tag, "Cache-Control: max-age=60", "Last-Modified: " + DATE)
                    .doesNotContain("Content-Length", "Content-Type");
        }
    }

    @Test
    void whatIsNotThereKnowsNoConditions() throws IOException {
        assertThat(gateway.get("/f/nothing", "If-None-Match: *").status()).isEqualTo(404);
        assertThat(gateway.get("/f/nothing", "If-Match: *").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"bytes=0-3 | 206 | bytes 0-3/10 | 0123", "bytes=-2 | 206 | bytes 8-9/10 | 89",
            "bytes=5- | 206 | bytes 5-9/10 | 56789", "bytes=5-99 | 206 | bytes 5-9/10 | 56789",
            "bytes=20-,0-0 | 206 | bytes 0-0/10 | 0", "bytes=10- | 416 | bytes */10 | ",
            "bytes=5-1 | 200 | '' | 0123456789",
            "bytes=0-5,3-7 | 200 | '' | 0123456789", "pages=1-2 | 200 | '' | 0123456789"})
    void oneRangeIsAnsweredAsAPart(String range, int status, String said, String body) throws IOException {
        var answer = gateway.get("/f/a.txt", "Range: " + range);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-range")).isEqualTo(said);
        if (status != 416) {
            assertThat(answer.body()).isEqualTo(body);
        }
    }

    @Test
    void severalRangesAreAnsweredInParts() throws IOException {
        var answer = gateway.get("/f/a.txt", "Range: bytes=7-8,0-1");
        assertThat(answer.status()).isEqualTo(206);
        var boundary = answer.header("content-type").replace("multipart/byteranges; boundary=", "");
        assertThat(answer.header("content-range")).isEmpty();
        assertThat(answer.body()).isEqualTo("--" + boundary
                + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 7-8/10\r\n\r\n78\r\n--"
                + boundary
                + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 0-1/10\r\n\r\n01\r\n--"
                + boundary
                + "--\r\n");
    }

    @ParameterizedTest
    @CsvSource({"TAG, 206", "W/TAG, 200", "\"x\", 200", "SAME, 206", "LATER, 200", "oops, 200"})
    void aPartIsOnlyOfTheStateThatIsAskedFor(String condition, int status) throws IOException {
        var value = condition.replace("TAG", head("/f/a.txt").header("etag")).replace("SAME", DATE).replace("LATER",
                "Sun, 06 Nov 1994 08:49:38 GMT");
        assertThat(gateway.get("/f/a.txt", "Range: bytes=0-1", "If-Range: " + value).status()).isEqualTo(status);
    }

    @Test
    void aFileWrittenJustNowHasAWeakTag() throws IOException {
        Files.setLastModifiedTime(site.resolve("a.txt"), FileTime.from(Instant.now()));
        var tag = head("/f/a.txt").header("etag");
        assertThat(tag).startsWith("W/\"");
        assertThat(gateway.get("/f/a.txt", "If-None-Match: " + tag).status()).isEqualTo(304);
        assertThat(gateway.get("/f/a.txt", "If-Match: " + tag).status()).isEqualTo(412);
        assertThat(gateway.get("/f/a.txt", "Range: bytes=0-1", "If-Range: " + tag).status()).isEqualTo(200);
    }

    @Test
    void toHeadIsSaidWhatWouldBeSaidToGet() throws IOException {
        var got = gateway.get("/f/a.txt");
        var headed = head("/f/a.txt", "Range: bytes=0-1");
        assertThat(headed.status()).isEqualTo(200);
        for (var name : new String[]{"content-length", "content-type", "etag", "last-modified", "accept-ranges"}) {
            assertThat(headed.header(name)).isEqualTo(got.header(name));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"gzip, br | br | as br", "gzip | gzip | as gzip",
            "br;q=0 | '' | plain plain plain",
            "identity | '' | plain plain plain"})
    void whatIsCompressedAlreadyGoesToWhomTakesIt(String accepted, String coding, String body) throws IOException {
        var answer = gateway.get("/f/app.js", "Accept-Encoding: " + accepted);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.header("content-encoding")).isEqualTo(coding);
        assertThat(answer.header("vary")).isEqualTo("Accept-Encoding");
        assertThat(answer.header("content-type")).isEqualTo("text/javascript; charset=utf-8");
    }

    @Test
    void eachCodingHasATagOfItsOwn() throws IOException {
        var tags = new ArrayList<String>();
        for (var accepted : new String[]{"br", "gzip", "identity"}) {
            var tag = head("/f/app.js", "Accept-Encoding: " + accepted).header("etag");
            tags.add(tag);
            assertThat(gateway.get("/f/app.js", "Accept-Encoding: " + accepted, "If-None-Match: " + tag).header("vary"))
                    .isEqualTo("Accept-Encoding");
        }
        assertThat(tags).doesNotHaveDuplicates();
        assertThat(gateway.get("/f/app.js", "Accept-Encoding: br", "If-None-Match: " + tags.get(1)).status())
                .isEqualTo(200);
    }

    @Test
    void whatWasCompressedBeforeTheFileChangedDoesNotCount() throws IOException {
        var answer = gateway.get("/f/old.css", "Accept-Encoding: gzip");
        assertThat(answer.body()).isEqualTo("new");
        assertThat(answer.header("vary")).isEmpty();
    }

    @Test
    void requestsInARowAreAnsweredInTheirOrderAndLastTheirWay() throws IOException {
        try (var client = gateway.connect()) {
            client.send(request("GET", "/f/a.txt") + request("HEAD", "/f/a.txt") + request("GET", "/health")
                    + request("GET", "/f/nothing") + request("GET", "/f/docs/", "Connection: close"));
            assertThat(client.answer().body()).isEqualTo("0123456789");
            assertThat(client.answer(true).status()).isEqualTo(200);
            assertThat(client.answer().body()).isEqualTo("own");
            assertThat(client.answer().status()).isEqualTo(404);
            assertThat(client.answer().header("connection")).isEqualTo("close");
            assertThat(client.ends()).isTrue();
        }
    }

    @Test
    void clientsOfOldAndThoseThatEndTheirSideAreAnsweredToo() throws IOException {
        try (var client = gateway.connect()) {
            client.send("GET /f/a.txt HTTP/1.0\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n0123456789");
        }
        try (var client = gateway.connect()) {
            client.send(request("GET", "/f/a.txt"));
            client.socket.shutdownOutput();
            assertThat(client.rest()).endsWith("\r\n\r\n0123456789");
        }
    }

    @Test
    void aBodyThatNobodyNeedsIsReadAndTheConnectionEnds() throws IOException {
        try (var client = gateway.connect()) {
            client.send(request("GET", "/f/a.txt", "Content-Length: 5") + "hello" + request("GET", "/f/docs/"));
            assertThat(client.answer().body()).isEqualTo("0123456789");
        }
    }
}
