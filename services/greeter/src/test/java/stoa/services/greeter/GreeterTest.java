package stoa.services.greeter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import stoa.http.Service.RouteClaim;
import stoa.tests.serving.RoleUnderTest;

class GreeterTest {
    @Test
    void theGreetingIsExactlyTheContractsText() throws Exception {
        try (var greeter = RoleUnderTest.start(Greeter::role)) {
            var answer = greeter.bytes("GET", "/");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
            assertThat(answer.body()).isEqualTo("Olá do servidor Java no container!".getBytes(UTF_8));
        }
    }

    @Test
    void theVariableGreetingSetsAnyText() throws Exception {
        try (var greeter = RoleUnderTest.start(Map.of("GREETING", "Привет, 世界 👋"), Greeter::role)) {
            assertThat(greeter.bytes("GET", "/").body()).isEqualTo("Привет, 世界 👋".getBytes(UTF_8));
        }
    }

    @Test
    void theKeyGreetingIsTheOnlySetting() throws Exception {
        try (var greeter = RoleUnderTest.start(Map.of("STOA_GREETING", "Bom dia"), Greeter::role)) {
            assertThat(greeter.settings().effective()).singleElement().satisfies(setting -> {
                assertThat(setting.name()).isEqualTo("greeting");
                assertThat(setting.fallback()).isEqualTo("Olá do servidor Java no container!");
                assertThat(setting.shown()).isEqualTo("Bom dia");
            });
        }
    }

    @Test
    void itAsksForThePrefixHello() throws Exception {
        try (var greeter = RoleUnderTest.start(Greeter::role)) {
            assertThat(greeter.announced().service()).isEqualTo("greeter");
            assertThat(greeter.announced().instance()).isEqualTo("greeter-1");
            assertThat(greeter.announced().route()).contains(new RouteClaim("/hello/", true));
        }
    }

    @Test
    void anotherPathIs404AndAnotherMethodIs405() throws Exception {
        try (var greeter = RoleUnderTest.start(Greeter::role)) {
            assertThat(greeter.get("/hello").statusCode()).isEqualTo(404);
            var post = greeter.send("POST", "/");
            assertThat(post.statusCode()).isEqualTo(405);
            assertThat(post.headers().firstValue("allow").orElse("")).contains("GET", "HEAD");
        }
    }
}
