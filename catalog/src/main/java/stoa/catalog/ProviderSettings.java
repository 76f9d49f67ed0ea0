package stoa.catalog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import stoa.catalog.provider.Discovery;
import stoa.catalog.provider.Provider;
import stoa.catalog.provider.StaticProvider;
import stoa.catalog.provider.StaticService;
import stoa.catalog.provider.Terms;
import stoa.catalog.provider.dns.DnsProvider;
import stoa.catalog.provider.dns.DnsServer;
import stoa.catalog.provider.dns.DnsService;
import stoa.catalog.provider.docker.DockerProvider;
import stoa.catalog.provider.docker.EngineAddress;
import stoa.http.Fields;
import stoa.runtime.Settings;
import stoa.runtime.Values;

/**
 * Where the catalog looks for instances that do not register themselves.
 *
 * @param statics the settings' own instances, and the name service elsewhere
 * @param docker absent: Docker is not asked
 */
record ProviderSettings(Discovery.Pace pace, List<StaticService> statics, List<DnsService> dns, DnsServer dnsServer,
        Optional<EngineAddress> docker) {
    private static final Terms TERMS = (service, instance, said) -> Inputs.registration(service, instance,
            Fields.of(said));

    static ProviderSettings read(Settings in) {
        var statics = new ArrayList<>(StaticService.read(in, TERMS));
        statics.addAll(StaticService.nameService(in, TERMS));
        return new ProviderSettings(pace(in), List.copyOf(statics), DnsService.read(in, TERMS), DnsServer.read(in),
                EngineAddress.read(in));
    }

    private static Discovery.Pace pace(Settings in) {
        var interval = in.key("discover-interval").help("how often settings, DNS and Docker are looked at")
                .duration(Duration.ofSeconds(10));
        var timeout = in.key("discover-timeout").help("how long one look at settings, DNS or Docker may take")
                .duration(Duration.ofSeconds(5));
        expect(in, "discover-interval", interval, Duration.ofSeconds(1), Duration.ofHours(24));
        expect(in, "discover-timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        return new Discovery.Pace(interval, timeout);
    }

    private static void expect(Settings in, String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            in.error(key + ": must be from " + Values.text(least) + " to " + Values.text(most));
        }
    }

    /** One provider for each source that is set. */
    List<Provider> providers() {
        var providers = new ArrayList<Provider>();
        if (!statics.isEmpty()) {
            providers.add(new StaticProvider(statics, TERMS));
        }
        if (!dns.isEmpty()) {
            providers.add(new DnsProvider(dns, dnsServer, TERMS));
        }
        docker.ifPresent(engine -> providers.add(new DockerProvider(engine, TERMS)));
        return providers;
    }
}
