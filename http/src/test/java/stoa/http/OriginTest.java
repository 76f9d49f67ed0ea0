package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {
    @ParameterizedTest
    @CsvSource({"http://host:1/a?b, http, host, 1", "http://host, http, host, 80", "https://host/, https, host, 443",
            "http://127.0.0.1:65535, http, 127.0.0.1, 65535", "http://[::1]:8080, http, ::1, 8080",
            "http://service_a:8080, http, service_a, 8080", "http://db_app/x, http, db_app, 80",
            "http://_a.b-c.D_, http, _a.b-c.D_, 80", "http://1_2, http, 1_2, 80"})
    void aUrlLeadsToItsHost(URI url, String scheme, String host, int port) {
        assertThat(Origin.of(url)).isEqualTo(new Origin(scheme, host, port));
        assertThat(Origin.find(url)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host", "host:80", "/path", "http:/host", "http:host", "http:///path", "http://a..b",
            "http://-a", "http://a_b..c", "http://-a_b", "http://a_b-", "http://a_b:x", "http://u:p@a_b",
            "http://a_b@c_d",
            "http://a:b_c", "http://a%5fb", "ftp://a_b", "http://a_b,c", "http://1.2.3.4.5"})
    void whatLeadsNowhereIsSaidToLackAHost(URI url) {
        assertThatThrownBy(() -> Origin.of(url)).hasMessage("must be an http or https URL with a host");
        assertThat(Origin.find(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://host:0", "http://host:65536", "http://host:", "http://host:/", "http://a_b:0",
            "http://a_b:65536", "http://a_b:", "http://a_b:/"})
    void aPortThatIsNoneIsSaidToBeNone(URI url) {
        assertThatThrownBy(() -> Origin.of(url)).hasMessage("must have a port from 1 to 65535, or none");
    }

    @Test
    void noCertificateNamesAHostWithAnUnderscore() {
        assertThatThrownBy(() -> Origin.of(URI.create("https://a_b"))).hasMessageContaining("must not be https");
    }

    @Test
    void onlyANameThatTheJdkDoesNotTakeGivesWayToItsAddress() throws UnknownHostException {
        assertThat(Origin.reachable(URI.create("http://peer_here:81/a%20b?c=/d")))
                .isEqualTo(URI.create("http://127.0.0.1:81/a%20b?c=/d"));
        assertThat(Origin.reachable(URI.create("http://peer_here?c"))).isEqualTo(URI.create("http://127.0.0.1:80?c"));
        assertThat(Origin.reachable(URI.create("http://peer-here:81"))).isEqualTo(URI.create("http://peer-here:81"));
        assertThatThrownBy(() -> Origin.reachable(URI.create("http://peer_nowhere.invalid")))
                .isInstanceOf(UnknownHostException.class);
    }
}
