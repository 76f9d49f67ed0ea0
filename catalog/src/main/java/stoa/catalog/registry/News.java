package stoa.catalog.registry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import stoa.events.Recorder;

/** What the registry has to say to the platform's memory. */
final class News {
    private final Recorder events;

    News(Recorder events) {
        this.events = events;
    }

    void added(Listed service) {
        events.record("service.added", service.name, "service " + service.name + " added as number " + service.id);
    }

    void gone(Listed service) {
        events.record("service.gone", service.name, "service " + service.name + " has no instances any more");
    }

    void registered(Member m) {
        about(m, "instance.registered", "registered at " + m.terms().url(), Map.of("url", m.terms().url().toString()));
    }

    void changed(Member m, List<String> fields) {
        var words = String.join(", ", fields);
        about(m, "instance.changed", "registered again with another " + words, Map.of("fields", words));
    }

    void removed(Member m, boolean forgotten) {
        if (forgotten) {
            about(m, "instance.forgotten", "removed, since nobody renewed its lease", Map.of());
        } else {
            about(m, "instance.deregistered", "deregistered", Map.of());
        }
    }

    void expired(Member m) {
        about(m, "instance.expired", "let its lease lapse", Map.of());
    }

    void intended(Member m) {
        var word = m.intent.name().toLowerCase(Locale.ROOT);
        about(m, "instance.intent", "is to be " + word, Map.of("intent", word));
    }

    void judged(Member m) {
        var kind = m.routable ? "instance.routable" : "instance.unroutable";
        about(m, kind, (m.routable ? "is routable: " : "is not routable: ") + m.reason, Map.of("reason", m.reason));
    }

    private void about(Member m, String kind, String words, Map<String, String> data) {
        events.record(kind, m.key.toString(), m.key + " " + words, data);
    }
}
