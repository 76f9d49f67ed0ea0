package stoa.services.greeter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.http.Presence;
import stoa.http.Service.RouteClaim;
import stoa.http.Shell;
import stoa.http.ShellSettings;
import stoa.http.access.Access;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.Settings;
import stoa.telemetry.AccessLog;

class GreeterTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Presence.Endpoint> announced = new ArrayList<>();
    private @Nullable RunningRole running;

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
        http.close();
    }

    @Test
    void theGreetingIsExactlyTheContractsText() throws Exception {
        var answer = ask(start(Map.of()), "GET", "/");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        assertThat(answer.body()).isEqualTo("Olá do servidor Java no container!".getBytes(UTF_8));
    }

    @Test
    void theVariableGreetingSetsAnyText() throws Exception {
        var answer = ask(start(Map.of("GREETING", "Привет, 世界 👋")), "GET", "/");

        assertThat(answer.body()).isEqualTo("Привет, 世界 👋".getBytes(UTF_8));
    }

    @Test
    void theKeyGreetingIsTheOnlySetting() throws Exception {
        var in = settings(Map.of("STOA_GREETING", "Bom dia"));
        Greeter.role(in, shell());

        in.verify();
        assertThat(in.effective()).singleElement().satisfies(setting -> {
            assertThat(setting.name()).isEqualTo("greeting");
            assertThat(setting.fallback()).isEqualTo("Olá do servidor Java no container!");
            assertThat(setting.shown()).isEqualTo("Bom dia");
        });
    }

    @Test
    void itAsksForThePrefixHello() throws Exception {
        start(Map.of());
        running().announce();

        assertThat(announced).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.service()).isEqualTo("greeter");
            assertThat(endpoint.instance()).isEqualTo("greeter-1");
            assertThat(endpoint.route()).contains(new RouteClaim("/hello/", true));
        });
    }

    @Test
    void anotherPathIs404AndAnotherMethodIs405() throws Exception {
        var url = start(Map.of());

        assertThat(ask(url, "GET", "/hello").statusCode()).isEqualTo(404);
        var post = ask(url, "POST", "/");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("allow").orElse("")).contains("GET", "HEAD");
    }

    private URI start(Map<String, String> environment) throws Exception {
        running = Greeter.role(settings(environment), shell()).factory()
                .start(new RoleContext("greeter", 1, cause -> {}));
        return running.addresses().getFirst().uri();
    }

    private RunningRole running() {
        return Optional.ofNullable(running).orElseThrow();
    }

    private Shell shell() {
        var presence = new Presence() {
            @Override
            public void announce(Endpoint endpoint) {
                announced.add(endpoint);
            }

            @Override
            public void withdraw(Endpoint endpoint) {}
        };
        return new Shell(ShellSettings.read(settings(Map.of()), "127.0.0.1", 0), presence, AccessLog.none(),
                Access.ofThisMachine());
    }

    private static Settings settings(Map<String, String> environment) {
        return Settings.of(Map.of(), environment, Optional.empty());
    }

    private HttpResponse<byte[]> ask(URI url, String method, String path) throws Exception {
        var request = HttpRequest.newBuilder(url.resolve(path)).method(method, BodyPublishers.noBody()).build();
        return http.send(request, BodyHandlers.ofByteArray());
    }
}
