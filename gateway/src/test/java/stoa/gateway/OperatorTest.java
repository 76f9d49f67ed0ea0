package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.ok;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.RawInstance.Answer;
import stoa.http.access.Access;
import stoa.http.access.Verdicts;

/** What instances learn of who asks. */
class OperatorTest {
    private static final String VERDICT = "x-stoa-verdict";

    private final RawInstance foreign = answering(ok("foreign"));
    private final RawInstance catalog = answering(ok("catalog"));
    private final TestGateway gateway = TestGateway.with().service("orders", foreign).service("catalog", catalog);
    private final Verdicts verdicts = new Verdicts(Gatekeepers.KEYS, InstantSource.system());
    private final Access ofTheCatalog = new Access(Gatekeepers.KEYS, verdicts, false);

    @AfterEach
    void close() throws IOException {
        gateway.close();
        foreign.close();
        catalog.close();
    }

    private Answer toTheCatalog(String... headers) throws IOException {
        return put("/catalog/x", catalog, "127.0.0.1", headers);
    }

    private Answer put(String path, RawInstance instance, String host, String... headers) throws IOException {
        var lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        gateway.ask("PUT " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + lines + "Content-Length: 0\r\n\r\n");
        return new Answer(instance.heads.getLast(), "");
    }

    /** Why a service would refuse what it was sent; empty for an operator. */
    private Optional<Access.Refusal> refusal(Answer seen, String service) {
        return ofTheCatalog.refusal(claim(seen), service);
    }

    private static Access.Claim claim(Answer seen) {
        return new Access.Claim() {
            @Override
            public Optional<String> header(String name) {
                return Optional.of(seen.header(name.toLowerCase(Locale.ROOT))).filter(v -> !v.isEmpty());
            }

            @Override
            public boolean isOld() {
                return false;
            }

            @Override
            public InetAddress client() {
                return InetAddress.getLoopbackAddress();
            }
        };
    }

    @Test
    void aClientOfThisMachineIsAnOperatorToABuiltInService() throws IOException {
        assertThat(refusal(toTheCatalog(), "catalog")).isEmpty();
    }

    @Test
    void aVerdictHoldsForItsOwnServiceAlone() throws IOException {
        assertThat(refusal(toTheCatalog(), "events")).isPresent();
    }

    @Test
    void aTokenMakesAnOperatorOfWhoeverComesByAnyWay() throws IOException {
        var seen = put("/catalog/x", catalog, "shop.example", "Authorization: Bearer " + Gatekeepers.TOKEN,
                "X-Forwarded-For: 10.0.0.1", "Origin: http://evil.example");
        assertThat(refusal(seen, "catalog")).isEmpty();
        assertThat(seen.header("authorization")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "127.0.0.1    | Authorization: Bearer not-the-token-of-these   | true",
            "127.0.0.1    | Authorization: Basic dXNlcjp4                  | true",
            "evil.example | X-Nothing: here                                | true",
            "127.0.0.1.evil.example | X-Nothing: here                      | true",
            "127.0.0.1    | Origin: http://evil.example                    | true",
            "127.0.0.1    | Origin: null                                   | true",
            "127.0.0.1    | Sec-Fetch-Site: cross-site                     | true",
            "127.0.0.1    | X-Forwarded-For: 127.0.0.1                     | false",
            "127.0.0.1    | Forwarded: for=127.0.0.1                       | false",
            "127.0.0.1    | Via: 1.1 somebody                              | false",
            "127.0.0.1    | X-Real-Ip: 127.0.0.1                           | false",
            "127.0.0.1    | X-Forwarded-Host: 127.0.0.1                    | false",
            "127.0.0.1    | Authorization: Bearer\tTOKEN                   | true",
            "127.0.0.1    | Authorization: Bearer \tTOKEN                  | true",
            "127.0.0.1    | Authorization: TOKEN                           | true",
            "127.0.0.1    | Authorization: Bearer TOKEN, Bearer TOKEN      | true"})
    void whoeverMayBeSomebodyElseIsNoOperator(String host, String header, boolean known) throws IOException {
        var seen = put("/catalog/x", catalog, host, header.replace("TOKEN", Gatekeepers.TOKEN));
        assertThat(seen.head()).doesNotContain(Gatekeepers.TOKEN);
        assertThat(refusal(seen, "catalog"))
                .hasValueSatisfying(r -> assertThat(r.known()).isEqualTo(known));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer TOKEN", "bearer TOKEN", "BEARER    TOKEN"})
    void theTokenIsSaidAsAnyBearerTokenIs(String authorization) throws IOException {
        var seen = put("/catalog/x", catalog, "shop.example",
                "Authorization: " + authorization.replace("TOKEN", Gatekeepers.TOKEN));
        assertThat(refusal(seen, "catalog")).isEmpty();
        assertThat(seen.header(VERDICT)).startsWith("operator;");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Authorization: Bearer TOKEN      | Authorization: Bearer TOKEN",
            "Authorization: Bearer TOKEN      | Authorization: Bearer another-one",
            "Origin: http://127.0.0.1         | Origin: http://127.0.0.1",
            "Sec-Fetch-Site: none             | Sec-Fetch-Site: none",
            "Sec-Fetch-Site: same-origin      | Sec-Fetch-Site: cross-site"})
    void whatIsSaidTwiceIsAsBadAsWrong(String one, String two) throws IOException {
        var seen = put("/catalog/x", catalog, "127.0.0.1", one.replace("TOKEN", Gatekeepers.TOKEN),
                two.replace("TOKEN", Gatekeepers.TOKEN));
        assertThat(seen.head()).doesNotContain(Gatekeepers.TOKEN);
        assertThat(refusal(seen, "catalog")).hasValueSatisfying(r -> assertThat(r.known()).isTrue());
    }

    @Test
    void whoSpeaksHttp10MayBeAProxyAndShowsTheToken() throws IOException {
        gateway.ask("PUT /catalog/x HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n");
        assertThat(refusal(new Answer(catalog.heads.getLast(), ""), "catalog"))
                .hasValueSatisfying(r -> assertThat(r.reason()).contains("proxy"));
        gateway.ask("PUT /catalog/x HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nAuthorization: Bearer "
                + Gatekeepers.TOKEN + "\r\n\r\n");
        assertThat(refusal(new Answer(catalog.heads.getLast(), ""), "catalog")).isEmpty();
    }

    @Test
    void beingOnThisMachineProvesNothing() throws IOException {
        assertThat(toTheCatalog().header(VERDICT)).startsWith("local;");
    }

    @Test
    void aVerdictIsOfNoUseToAnotherServiceOrLater() throws IOException {
        var verdict = toTheCatalog("Authorization: Bearer " + Gatekeepers.TOKEN).header(VERDICT);
        var late = new Access(Gatekeepers.KEYS,
                new Verdicts(Gatekeepers.KEYS, () -> Instant.now().plus(Duration.ofSeconds(31))), false);
        var claim = claim(new Answer("HTTP/1.1 200 OK\r\nX-Stoa-Verdict: " + verdict + "\r\n", ""));
        assertThat(ofTheCatalog.isProven(claim, "catalog")).isTrue();
        assertThat(ofTheCatalog.isProven(claim, "events")).isFalse();
        assertThat(late.isProven(claim, "catalog")).isFalse();
        assertThat(late.refusal(claim, "catalog"))
                .hasValueSatisfying(r -> assertThat(r.reason()).contains("verdict does not hold"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Stoa-Verdict", "x-stoa-session", "X-STOA-ANYTHING", "X-Stoa-Instance"})
    void theirOwnClaimsEndAtTheGateway(String name) throws IOException {
        assertThat(toTheCatalog(name + ": forged").head()).doesNotContain("forged");
        gateway.get("/orders/x", name + ": forged");
        assertThat(foreign.heads.getLast()).doesNotContain("forged");
    }

    @Test
    void aPageOfTheMainListenerItselfMayAsk() throws IOException {
        var seen = put("/catalog/x", catalog, "localhost:8080", "Origin: http://localhost:8080",
                "Sec-Fetch-Site: same-origin");
        assertThat(refusal(seen, "catalog")).isEmpty();
    }

    @Test
    void whatAClientClaimsOfItselfIsReplaced() throws IOException {
        var stolen = verdicts.operator("catalog");
        var seen = put("/catalog/x", catalog, "evil.example", "X-Stoa-Verdict: " + stolen);
        assertThat(seen.head()).doesNotContain(stolen);
        assertThat(refusal(seen, "catalog")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/orders/x", "/services/call/orders/x"})
    void anotherInstanceSeesNeitherVerdictNorToken(String path) throws IOException {
        var seen = put(path, foreign, "127.0.0.1", "Authorization: Bearer " + Gatekeepers.TOKEN);
        assertThat(seen.header(VERDICT)).isEmpty();
        assertThat(seen.header("authorization")).isEmpty();
        gateway.get(path, "authorization:bearer   " + Gatekeepers.TOKEN);
        assertThat(foreign.heads.getLast()).doesNotContain(Gatekeepers.TOKEN);
    }

    @Test
    void anotherServicesOwnAuthorizationGoesOn() throws IOException {
        assertThat(put("/orders/x", foreign, "127.0.0.1", "Authorization: Bearer its-own").header("authorization"))
                .isEqualTo("Bearer its-own");
    }

    @Test
    void aRequestThatOnlyReadsShowsWhoRelayedItAndNoRight() throws IOException {
        gateway.get("/catalog/x", "X-Stoa-Verdict: " + verdicts.operator("catalog"));
        var seen = new Answer(catalog.heads.getLast(), "");
        assertThat(seen.header(VERDICT)).startsWith("relayed;");
        assertThat(ofTheCatalog.isRelayed(claim(seen), "catalog")).isTrue();
        assertThat(ofTheCatalog.isRelayed(claim(seen), "events")).isFalse();
        assertThat(refusal(seen, "catalog")).isPresent();
    }

    @Test
    void whoReadsWithATokenOrASessionIsToldNoMore() throws IOException {
        gateway.get("/catalog/x", "Authorization: Bearer " + Gatekeepers.TOKEN);
        assertThat(new Answer(catalog.heads.getLast(), "").header(VERDICT)).startsWith("relayed;");
    }

    @Test
    void anotherInstanceIsNotToldWhoRelayedAReadingRequest() throws IOException {
        gateway.get("/orders/x", "X-Stoa-Verdict: " + verdicts.relayed("orders"));
        assertThat(new Answer(foreign.heads.getLast(), "").header(VERDICT)).isEmpty();
    }
}
