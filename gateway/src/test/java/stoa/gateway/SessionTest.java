package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.ok;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.discovery.RouteRecord;
import stoa.gateway.RawInstance.Answer;

/** The console's session at a gateway, which trusts clients of this machine: the Host is not one of its names. */
class SessionTest {
    private static final String SESSION = Gatekeepers.SESSIONS.open(Gatekeepers.TOKEN).orElseThrow();
    private static final String COOKIE = "Cookie: stoa-session=" + SESSION;
    private static final String OWN = "Origin: https://shop.example";
    private static final String OPERATOR = "operator;";

    private final RawInstance foreign = answering(ok("foreign"));
    private final RawInstance catalog = answering(ok("catalog"));
    private final RawInstance console = answering(ok("console"));
    private final TestGateway gateway = TestGateway.with().service("orders", foreign).service("catalog", catalog)
            .service("console", console);

    @AfterEach
    void close() throws IOException {
        gateway.close();
        foreign.close();
        catalog.close();
        console.close();
    }

    private Answer seen(String method, String path, RawInstance by, String... headers) throws IOException {
        assertThat(gateway.ask(TestGateway.request(method, path, headers)).head()).startsWith("HTTP/1.1 200");
        var head = by.heads.getLast();
        assertThat(head).doesNotContainIgnoringCase("cookie: stoa-session").doesNotContain(Gatekeepers.TOKEN);
        return new Answer(head, "");
    }

    private String verdict(String... headers) throws IOException {
        return seen("PUT", "/catalog/x", catalog, headers).header("x-stoa-verdict");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Origin: https://shop.example           | X-Nothing: here              | operator;",
            "Origin: https://shop.example           | Sec-Fetch-Site: same-origin  | operator;",
            "X-Nothing: here                        | Sec-Fetch-Site: same-origin  | operator;",
            "Origin: https://shop.example           | X-Forwarded-For: 10.0.0.1    | operator;",
            "X-Nothing: here                        | X-Nothing: here              | nobody;1;",
            "X-Nothing: here                        | Sec-Fetch-Site: none         | nobody;1;",
            "X-Nothing: here                        | Sec-Fetch-Site: cross-site   | nobody;1;",
            "Origin: https://evil.example           | X-Nothing: here              | nobody;1;",
            "Origin: https://evil.example           | Sec-Fetch-Site: same-origin  | nobody;1;",
            "Origin: https://shop.example           | Sec-Fetch-Site: cross-site   | nobody;1;",
            "Origin: https://shop.example           | Origin: https://evil.example | nobody;1;",
            "Origin: https://shop.example.evil      | X-Nothing: here              | nobody;1;",
            "Origin: null                           | Sec-Fetch-Site: same-origin  | nobody;1;"})
    void aSessionCountsForAPageOfTheGatewayAlone(String one, String two, String verdict) throws IOException {
        assertThat(verdict(COOKIE, one, two)).startsWith(verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void everyMethodThatChangesIsHeldToIt(String method) throws IOException {
        assertThat(seen(method, "/catalog/x", catalog, COOKIE).header("x-stoa-verdict")).startsWith("nobody;");
        assertThat(seen(method, "/catalog/x", catalog, COOKIE, OWN).header("x-stoa-verdict")).startsWith(OPERATOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stoa-session=1.x", "stoa-session=", "stoa-session", "stoa-session=4102444800."
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "other=x"})
    void whatIsNoSessionIsNobodys(String cookie) throws IOException {
        assertThat(verdict("Cookie: " + cookie, OWN)).startsWith("nobody;");
    }

    @Test
    void whoeverBringsAnAuthorizationIsJudgedByThat() throws IOException {
        assertThat(verdict(COOKIE, OWN, "Authorization: Bearer not-the-token-of-these")).startsWith("nobody;1;");
        assertThat(verdict(COOKIE, "Authorization: Bearer " + Gatekeepers.TOKEN)).startsWith(OPERATOR);
    }

    @Test
    void aSessionAmongOthersOfItsNameCounts() throws IOException {
        assertThat(verdict("Cookie: stoa-session=tossed; stoa-session=" + SESSION, OWN)).startsWith(OPERATOR);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Cookie: stoa-session=S             |                         |",
            "Cookie: a=1; stoa-session=S; b=2   |                         | a=1; b=2",
            "Cookie: stoa-session=S;b=2         |                         | b=2",
            "Cookie: a=1; stoa-session=S        |                         | a=1",
            "cookie:a=1;stoa-session = S; ;b    |                         | a=1; b",
            "Cookie: a=1                        | Cookie: stoa-session=S  | a=1",
            "Cookie: stoa-session=S             | COOKIE: b=2             | b=2",
            "Cookie: a=1; stoa-session=S        | Cookie: b=2; stoa-session=T; c=\"x=y\" | a=1; b=2; c=\"x=y\"",
            "Cookie: a=1; stoa-sessions=S       | X-Nothing: here         | a=1; stoa-sessions=S",
            "Cookie: a=1; my-stoa-session=S; ;b | X-Nothing: here         | a=1; my-stoa-session=S; ;b",
            "Cookie: a=1; stoa-session=S        | Connection: cookie      |"})
    void aServiceOfOnesOwnGetsItsCookiesWithoutIt(String one, String two, String left) throws IOException {
        var lines = two == null
                ? new String[]{one, "X-After: 1"}
                : new String[]{one, "X-Between: 1", two, "X-After: 1"};
        for (var method : List.of("GET", "PUT")) {
            var seen = seen(method, "/orders/x", foreign, lines);
            assertThat(seen.header("cookie")).isEqualTo(left == null ? "" : left);
            assertThat(seen.head()).contains("X-After: 1\r\n").doesNotContain("x-stoa-", "X-Stoa-");
        }
    }

    @Test
    void theConsoleIsToldTheSessionInAHeaderThatNobodyElseCanSet() throws IOException {
        assertThat(seen("GET", "/console/session", console, COOKIE).header("x-stoa-session")).isEqualTo(SESSION);
        assertThat(seen("GET", "/console/session", console, "X-Stoa-Session: " + SESSION).header("x-stoa-session"))
                .isEmpty();
        assertThat(seen("GET", "/catalog/x", catalog, COOKIE).header("x-stoa-session")).isEmpty();
    }

    /** Such as the settings or DNS may put in place of a service of the platform's own. */
    @Test
    void anInstanceThatSomebodyElseNamedIsToldNothing() throws IOException {
        for (var source : List.of(Registered.Source.STATIC, Registered.Source.DNS, Registered.Source.DOCKER)) {
            gateway.service("console", List.of(new RouteRecord("/console/", true)),
                    List.of(new InstanceRecord("console-" + source, console.uri(), 1, List.of(), "",
                            new Registered(Instant.EPOCH, source, null), Intent.ENABLED, List.of(), true, "")));
            var seen = seen("PUT", "/console/session", console, COOKIE, OWN);
            assertThat(seen.header("x-stoa-session")).isEmpty();
            assertThat(seen.header("x-stoa-verdict")).isEmpty();
        }
    }
}
