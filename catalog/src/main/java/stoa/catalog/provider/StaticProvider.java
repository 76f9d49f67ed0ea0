package stoa.catalog.provider;

import java.time.Duration;
import java.util.List;
import stoa.discovery.Registered;

/** The instances that the settings name: always there. */
public final class StaticProvider implements Provider {
    private final List<StaticService> services;
    private final Terms terms;

    public StaticProvider(List<StaticService> services, Terms terms) {
        this.services = List.copyOf(services);
        this.terms = terms;
    }

    @Override
    public Registered.Source source() {
        return Registered.Source.STATIC;
    }

    @Override
    public View look(Duration within) {
        var view = new View(terms);
        services.forEach(service -> service.addTo(view));
        return view;
    }
}
