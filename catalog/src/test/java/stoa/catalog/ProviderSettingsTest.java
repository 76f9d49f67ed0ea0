package stoa.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.catalog.provider.Discovery.Pace;
import stoa.catalog.provider.Provider;
import stoa.catalog.provider.dns.DnsServer;
import stoa.catalog.provider.dns.DnsService;
import stoa.catalog.provider.docker.EngineAddress;
import stoa.discovery.Registered.Source;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

class ProviderSettingsTest {
    @TempDir
    private Path folder = Path.of("");

    private Settings file(String yaml) throws IOException {
        return Settings.of(Map.of(), Map.of(), Optional.of(Files.writeString(folder.resolve("stoa.yaml"), yaml)));
    }

    @Test
    void defaults() throws InvalidSettings {
        var in = Settings.of(Map.of(), Map.of(), Optional.empty());
        var settings = ProviderSettings.read(in);
        assertThat(settings).isEqualTo(new ProviderSettings(new Pace(Duration.ofSeconds(10), Duration.ofSeconds(5)),
                List.of(), List.of(), DnsServer.OF_THE_SYSTEM, Optional.empty()));
        assertThat(settings.providers()).isEmpty();
        in.verify();
    }

    @Test
    void fullMapping() throws Exception {
        var in = file("""
                discover-interval: 1m
                discover-timeout: 2s
                static-services:
                  - service: orders
                    urls: ["http://10.0.0.5:9001", "http://[::1]:9001/"]
                    weight: 3
                    tags: [blue]
                    version: 1.4.2
                    route: {prefix: /orders/, strip: false}
                    check: {http: /health, interval: 1s}
                  - {service: stock, instance: stock-1, url: "http://stock_1", check: none}
                service-api-url: http://service-api:5000/
                dns-services:
                  - {service: bills, name: bills.test, port: 80, tags: [dns]}
                  - {service: mails, name: _http._tcp.mails.test, type: srv}
                dns-server: 127.0.0.1:8600
                docker-host: unix:///run/user/1000/docker.sock
                """);
        var settings = ProviderSettings.read(in);
        in.verify();
        assertThat(settings.pace()).isEqualTo(new Pace(Duration.ofMinutes(1), Duration.ofSeconds(2)));
        assertThat(settings.statics()).hasSize(3);
        assertThat(settings.dns()).containsExactly(
                new DnsService("bills", "bills.test", 80, Map.of("service", "bills", "name", "bills.test", "port", 80,
                        "tags", List.of("dns"))),
                new DnsService("mails", "_http._tcp.mails.test", 0,
                        Map.of("service", "mails", "name", "_http._tcp.mails.test", "type", "srv")));
        assertThat(settings.dnsServer()).isEqualTo(new DnsServer("127.0.0.1:8600"));
        assertThat(settings.docker())
                .contains(new EngineAddress(URI.create("unix:///run/user/1000/docker.sock")));
        assertThat(settings.providers()).extracting(Provider::source).containsExactly(Source.STATIC, Source.DNS,
                Source.DOCKER);
    }

    @Test
    void theEnvironmentNamesAnotherNameServiceAndTheEngine() throws InvalidSettings {
        var in = Settings.of(Map.of(), Map.of("SERVICE_API_URL", "http://service-api:5000", "STOA_DOCKER_HOST",
                "tcp://127.0.0.1:2375", "STOA_STATIC_SERVICES", "[{service: a, url: 'http://a:1'}]"), Optional.empty());
        var settings = ProviderSettings.read(in);
        in.verify();
        assertThat(settings.statics()).hasSize(2);
        assertThat(settings.docker()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "static-services: nonsense | is not a list",
            "static-services: [a] | element 1",
            "static-services: [{url: 'http://a'}] | element 1 service must be there",
            "static-services: [{service: a}] | element 1 url or urls must be there",
            "static-services: [{service: a, url: 'http://a', urls: ['http://b']}] | element 1 url or urls",
            "static-services: [{service: a, instance: b, urls: ['http://b']}] | element 1 instance",
            "static-services: [{service: A, url: 'http://a'}] | element 1 name must",
            "static-services: [{service: call, url: 'http://a'}] | element 1 name is reserved",
            "static-services: [{service: a, instance: '-', url: 'http://a'}] | element 1 instance must",
            "static-services: [{service: a, url: 'ftp://a'}] | element 1 url must",
            "static-services: [{service: a, url: 'http://me:secret@a'}] | element 1 url must not contain a user",
            "static-services: [{service: a, url: 'http://a', weigth: 1}] | element 1 weigth is no field of it",
            "static-services: [{service: a, url: 'http://a', ttl: 15s}] | element 1 ttl is no field of it",
            "static-services: [{service: a, url: 'http://a', weight: heavy}] | element 1 weight must be",
            "static-services: [{service: a, url: 'http://a', check: {http: health}}] | element 1 check.http must",
            "static-services: [{service: a, url: 'http://a', check: often}] | element 1 check must",
            "static-services: [{service: a, url: 'http://a', route: {prefix: /api/}}] | element 1 route.prefix cannot be had",
            "static-services: [{service: a, urls: ['http://a', 'http://a/']}] | element 1 urls has http://a/ twice",
            "static-services: [{service: a, url: 'http://a'}, {service: a, url: 'http://a'}] | a/a-a-80 is there twice",
            "service-api-url: http://a/base | service-api-url: url must not have a path",
            "service-api-url: a | service-api-url",
            "dns-services: [{service: a, name: a.test}] | element 1 port must be there",
            "dns-services: [{service: a, name: a.test, port: 0}] | element 1 port must be",
            "dns-services: [{service: a, name: a.test, type: srv, port: 1}] | element 1 port must not be there",
            "dns-services: [{service: a, name: a.test, type: srv, weight: 1}] | element 1 weight must not be there",
            "dns-services: [{service: a, name: a.test, type: mx}] | element 1 type must be",
            "dns-services: [{service: a, port: 1}] | element 1 name must be there",
            "dns-services: [{service: a, name: 'a b', port: 1}] | element 1 name must be a DNS name",
            "dns-services: [{service: a, name: a..b, port: 1}] | element 1 name must be a DNS name",
            "dns-services: [{service: a, name: a, port: 1, check: {http: x}}] | element 1 check.http",
            "dns-services: [{service: a, name: a, port: 1, route: {prefix: /api/}}] | element 1 route.prefix cannot be had",
            "dns-server: 'a b' | dns-server",
            "dns-server: 'a:70000' | dns-server",
            "docker-host: /var/run/docker.sock | docker-host",
            "docker-host: unix://var/run/docker.sock | docker-host",
            "docker-host: https://a | docker-host",
            "docker-host: tcp://me:secret@a | docker-host: is neither",
            "discover-interval: 10ms | discover-interval: must be from 1s to 24h",
            "discover-timeout: 2m | discover-timeout: must be from 100ms to 1m"})
    void whatIsWrongIsNamed(String yaml, String words) throws IOException {
        var in = file(yaml);
        ProviderSettings.read(in);
        var invalid = catchThrowableOfType(InvalidSettings.class, in::verify);
        assertThat(invalid).as("accepted").isNotNull();
        assertThat(invalid.errors()).singleElement().asString().contains(words).doesNotContain("secret");
    }

    @Test
    void everythingThatIsWrongIsReportedAtOnce() throws IOException {
        var in = file("""
                static-services: [{service: A, url: "ftp://a"}, {service: b}]
                dns-services: [{service: a, name: a, type: mx}]
                dns-server: ":"
                docker-host: nonsense
                """);
        ProviderSettings.read(in);
        assertThat(catchThrowableOfType(InvalidSettings.class, in::verify).errors()).hasSize(5);
    }
}
