package stoa.services.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;
import stoa.services.probe.Target.Address;

class TargetReaderTest {
    private static Settings set(String yaml) {
        return Settings.of(Map.of(), Map.of("STOA_PROBE_TARGETS", yaml), Optional.empty());
    }

    @Test
    void theGreeterIsProbedEvery3sWhereNothingIsSet() throws Exception {
        var in = Settings.of(Map.of(), Map.of(), Optional.empty());
        assertThat(TargetReader.read(in)).containsExactly(Target.greeter());
        in.verify();
        assertThat(Target.greeter()).isEqualTo(new Target("greeter", new Address.OfService("greeter", "/"),
                Duration.ofSeconds(3), Duration.ofSeconds(2), 1, Optional.empty(), Optional.empty(),
                Optional.empty()));
    }

    @Test
    void anEmptyListProbesNothing() throws Exception {
        var in = set("[]");
        assertThat(TargetReader.read(in)).isEmpty();
        in.verify();
    }

    @Test
    void fullMapping(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("stoa.yaml"), """
                probe-targets:
                  - service: names
                  - name: shop
                    url: https://shop.example/health?deep=1
                    interval: 30s
                    timeout: 5s
                    failures: 3
                    status: 204
                    text: all well
                    within: 800ms
                  - {name: deep, service: orders, path: "/health?deep=1", interval: 1s}
                """);
        var in = Settings.of(Map.of(), Map.of(), Optional.of(file));
        var targets = TargetReader.read(in);
        in.verify();
        assertThat(targets).containsExactly(
                new Target("names", new Address.OfService("names", "/"), Duration.ofSeconds(15), Duration.ofSeconds(2),
                        1, Optional.empty(), Optional.empty(), Optional.empty()),
                new Target("shop", new Address.At(URI.create("https://shop.example/health?deep=1")),
                        Duration.ofSeconds(30), Duration.ofSeconds(5), 3, Optional.of(204), Optional.of("all well"),
                        Optional.of(Duration.ofMillis(800))),
                new Target("deep", new Address.OfService("orders", "/health?deep=1"), Duration.ofSeconds(1),
                        Duration.ofSeconds(1), 1, Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(targets.get(1).address()).hasToString("https://shop.example/health");
        assertThat(targets.get(2).address()).hasToString("orders /health");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "names                                        | is not a list",
            "{service: names}                             | is not a list",
            "[names]                                      | target 1: is not a list of fields and values",
            "[{}]                                         | target 1: service or url must be there, and not both",
            "[{}]                                         | target 1: name must be there",
            "[{service: names}, {service: Names}]         | target 2: service must be lower-case",
            "[{service: names}, {service: names}]         | target 2: name \"names\" is that of target 1",
            "[{service: a, name: b}, {service: b}]        | target 2: name \"b\" is that of target 1",
            "[{service: a, url: 'http://a'}]              | target 1: service or url must be there, and not both",
            "[{url: 'http://a'}]                          | target 1: name must be there",
            "[{name: a, url: 'ftp://a'}]                  | target 1 a: url must be an http or https URL",
            "[{name: a, url: 'http://u:hidden@a/'}]       | target 1 a: url must not hold a user",
            "[{name: a, url: 'http://a', path: /x}]       | target 1 a: path goes with a service",
            "[{service: a, path: x}]                      | target 1: path must be a path",
            "[{service: a, path: '/a b'}]                 | target 1: path must be a path",
            "[{service: a, path: '/a#b'}]                 | target 1: path must be a path",
            "[{service: a, name: a/b}]                    | target 1: name must be lower-case",
            "[{service: a, name: 7}]                      | target 1: name must be text",
            "[{service: a, interval: soon}]               | target 1: interval is not a duration",
            "[{service: a, interval: 100ms}]              | target 1: interval must be from 500ms to 24h",
            "[{service: a, interval: 2d}]                 | target 1: interval must be from 500ms to 24h",
            "[{service: a, interval: 1s, timeout: 2s}]    | target 1: timeout must be from 1ms to 1s",
            "[{service: a, interval: 1h, timeout: 2m}]    | target 1: timeout must be from 1ms to 1m",
            "[{service: a, timeout: 1s, within: 2s}]      | target 1: within must be from 1ms to 1s",
            "[{service: a, failures: 0}]                  | target 1: failures must be a whole number from 1 to 1000",
            "[{service: a, status: 99}]                   | target 1: status must be a whole number from 100 to 599",
            "[{service: a, status: ok}]                   | target 1: status must be a whole number from 100 to 599",
            "[{service: a, text: ''}]                     | target 1: text must be 1 to 1000 characters",
            "[{service: a, colour: blue}]                 | target 1: colour is not known here"})
    void everyErrorIsNamedWithItsPlace(String yaml, String words) {
        var in = set(yaml);
        TargetReader.read(in);
        assertThatThrownBy(in::verify).isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("probe-targets: " + words)
                .hasMessageContaining("(from STOA_PROBE_TARGETS)");
    }

    @Test
    void allErrorsAreNamedAtOnce() {
        var in = set("[{service: a, status: 1, failures: 0}, {service: b, interval: 0s}, 3]");
        TargetReader.read(in);
        assertThatThrownBy(in::verify).hasMessageContaining("target 1: status")
                .hasMessageContaining("target 1: failures")
                .hasMessageContaining("target 2: interval").hasMessageContaining("target 3: is not");
    }

    @Test
    void moreThan100TargetsAreRefused() {
        var in = set("[" + "{service: a},".repeat(101) + "]");
        TargetReader.read(in);
        assertThatThrownBy(in::verify).hasMessageContaining("has more than 100 targets");
    }
}
