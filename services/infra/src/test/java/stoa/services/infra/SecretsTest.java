package stoa.services.infra;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "password authentication failed for user \"stoa_admin\" | password authentication failed for user ***",
            "role \"stoa_admin\" does not exist | role *** does not exist",
            "for host \"h\", user \"stoa_admin\", database \"d\" | for host \"h\", user ***, database \"d\"",
            "password=\"a b\" refused | password=*** refused",
            "password='a b' refused | password=*** refused",
            "password=a,b refused | password=*** refused",
            "password=a\"b refused | password=*** refused",
            "?user=u&password=p;ssl=1 | ?user=***&password=***;ssl=1",
            "POSTGRES_PASSWORD=p | POSTGRES_PASSWORD=***",
            "{\"password\":\"p\",\"ok\":true} | {\"password\":***,\"ok\":true}",
            "{\"password\" : \"p\\\"q\",\"ok\":true} | {\"password\" : ***,\"ok\":true}",
            "redis://u:p@h:1 and rediss://:p@q@h/0 | redis://h:1 and rediss://h/0",
            "redis://u:p\"q@h:1 | redis://h:1",
            "redis://u:p/q@h:1 | redis://h:1",
            "redis://h:1,redis://u:p@i:2 | redis://h:1,redis://i:2"})
    void loginsAreTakenOut(String text, String hidden) {
        assertThat(Secrets.hidden(text)).isEqualTo(hidden);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "://", "@", "http://127.0.0.1:8080/status answered 503", "invalid password: refused",
            "the user is away", "write to a@b.example"})
    void whatHasNoneStaysAsItIs(String text) {
        assertThat(Secrets.hidden(text)).isEqualTo(text);
    }

    @Test
    void longTextsTakeNoLongTime() {
        var times = 1 << 16;
        assertTimeoutPreemptively(ofSeconds(30), () -> {
            for (var part : new String[]{"://", "user \"", "password=", "password=\"\\", "\"", "@", "a"}) {
                assertThat(Secrets.hidden(part.repeat(times))).isNotNull();
                assertThat(Secrets.hidden("://" + part.repeat(times))).isNotNull();
                assertThat(Secrets.hidden("password=\"" + part.repeat(times))).isNotNull();
            }
        });
    }
}
