package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.tests.kit.OwnService;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/** What a caller cannot do to the whole program, by whatever way he asks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsTest {
    private static final int ROOM = 24;

    private final Web web = new Web();
    private final OwnService mine = new OwnService("mine");
    /** Listens, and nobody has registered it. */
    private final ServerSocket secret = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final StoaProcess stoa;

    LimitsTest(@TempDir Path data) throws IOException {
        stoa = StoaProcess.start(data, Map.of(), "up", "--set", "catalog-max-instances=" + ROOM).awaitReady();
    }

    @BeforeAll
    void register() throws IOException {
        assertThat(put("mine", "mine-0", "").statusCode()).isEqualTo(201);
        await("it is reached", () -> web.text(stoa.gateway(), "/services/call/mine/").equals("mine"));
    }

    @AfterAll
    void close() throws IOException {
        stoa.close();
        mine.close();
        secret.close();
        web.close();
    }

    private java.net.http.HttpResponse<String> put(String service, String id, String more) throws IOException {
        return web.put(stoa.gateway(), "/services/" + service + "/instances/" + id,
                "{\"url\": \"" + mine.url() + "\"" + more + "}");
    }

    @Test
    void whoeverRegistersTooMuchIsToldAndTheRestGoesOn() throws Exception {
        var made = 0;
        var answer = put("many", "many-0", "");
        while (answer.statusCode() == 201) {
            answer = put("many", "many-" + ++made, "");
        }
        try {
            assertThat(made).isBetween(1, ROOM);
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.body()).contains("" + ROOM, "catalog-max-instances", "deregister some first");
            assertThat(put("mine", "mine-0", "").statusCode()).as("who is there already").isEqualTo(200);
            assertThat(web.text(stoa.gateway(), "/services/call/mine/")).isEqualTo("mine");
            assertThat(web.status(stoa.gateway(), "/api/name")).isEqualTo(200);
        } finally {
            for (var n = 0; n < made; n++) {
                assertThat(web.send("DELETE", stoa.gateway(), "/services/many/instances/many-" + n, "").statusCode())
                        .isEqualTo(204);
            }
        }
        assertThat(put("mine", "mine-1", "").statusCode()).as("there is room again").isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({"mine, /services/, 409", "mine, /api/, 409", "mine, /api/mine/, 409", "mine, /status, 409",
            "mine, /console/mine/, 409", "mine, /, 409", "names, /events, 403", "call, /mine/, 404",
            "watch, /mine/, 422",
            "health, /mine/, 422", "Mine, /mine/, 422", "mine.example, /mine/, 422", "7, /mine/, 422"})
    void builtInPrefixesAndNamesAreNotToBeHad(String service, String prefix, int status) throws IOException {
        var answer = put(service, "thief-1", ", \"route\": {\"prefix\": \"" + prefix + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(web.text(stoa.gateway(), "/services")).doesNotContain("thief");
    }

    /** SECRET stands for the address that nobody registered. */
    @ParameterizedTest
    @ValueSource(strings = {"GET http://SECRET/ HTTP/1.1", "GET http://SECRET/services/call/mine/x HTTP/1.1",
            "GET http://mine@SECRET/services/call/mine/x HTTP/1.1", "GET //SECRET/ HTTP/1.1",
            "GET /services/call/SECRET/ HTTP/1.1", "GET /services/call/http://SECRET/ HTTP/1.1",
            "GET /services/call/http:%2f%2fSECRET%2f HTTP/1.1", "GET /services/call//SECRET/ HTTP/1.1",
            "GET /services/call/mine@SECRET/ HTTP/1.1", "GET /services/call/@SECRET/ HTTP/1.1",
            "GET /services/call/mine/@SECRET HTTP/1.1", "GET /services/call/mine:@SECRET/ HTTP/1.1",
            "GET /services/call/mine//SECRET/ HTTP/1.1", "GET /services/call/mine/http://SECRET/ HTTP/1.1",
            "GET /services/call/mine%2f@SECRET/ HTTP/1.1", "GET /services/call/mine/..//SECRET/ HTTP/1.1",
            "GET /services/call/mine/..%2f..%2f..%2fSECRET HTTP/1.1", "GET /services/call/mine?@SECRET/ HTTP/1.1",
            "GET /services/call/mine#@SECRET/ HTTP/1.1", "GET /services/call/mine\\@SECRET/ HTTP/1.1",
            "GET /services/call/localhost/ HTTP/1.1", "GET /services/call/mine.localhost/ HTTP/1.1",
            "GET @SECRET/services/call/mine/ HTTP/1.1", "GET SECRET HTTP/1.1", "CONNECT SECRET HTTP/1.1",
            "GET ws://SECRET/ HTTP/1.1", "GET file://SECRET/etc/passwd HTTP/1.1"})
    void aCallReachesNothingButRegisteredInstances(String line) throws IOException {
        var address = "127.0.0.1:" + secret.getLocalPort();
        for (var host : new String[]{stoa.gateway().getAuthority(), address, "mine@" + address}) {
            var answer = ask(line.replace("SECRET", address) + "\r\nHost: " + host + "\r\nX-Forwarded-Host: " + address
                    + "\r\nX-Forwarded-For: 127.0.0.1\r\nForwarded: host=" + address + "\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(line + " with Host " + host).matches("(?s)HTTP/1\\.1 [1-5]\\d\\d .*");
        }
        secret.setSoTimeout(1);
        assertThatThrownBy(secret::accept).as("nobody has connected").isInstanceOf(SocketTimeoutException.class);
    }

    private String ask(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), stoa.gateway().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: evil.example", "Host: 127.0.0.1.evil.example",
            "Host: GATEWAY\r\nOrigin: http://evil.example",
            "Host: GATEWAY\r\nOrigin: null", "Host: GATEWAY\r\nSec-Fetch-Site: cross-site",
            "Host: GATEWAY\r\nSec-Fetch-Site: same-site"})
    void aPageOfAnotherOriginChangesNothing(String headers) throws IOException {
        var body = "{\"url\": \"" + mine.url() + "\"}";
        for (var listener : new String[]{"gateway-1", "catalog-1"}) {
            var at = stoa.noted(listener);
            var request = "PUT /services/evil/instances/evil-1 HTTP/1.1\r\n"
                    + headers.replace("GATEWAY", at.getAuthority()) + "\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body;
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), at.getPort())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).as(listener)
                        .matches("(?s)HTTP/1\\.1 40[13] .*");
            }
        }
        assertThat(web.status(stoa.gateway(), "/services/evil")).isEqualTo(404);
    }
}
