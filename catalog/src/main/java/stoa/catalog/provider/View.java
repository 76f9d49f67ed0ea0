package stoa.catalog.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import stoa.discovery.Registration;
import stoa.http.Problem;

/** What a provider sees in one look. Not for several threads at once. */
public final class View {
    private final Terms terms;
    private final List<Seen> seen = new ArrayList<>();
    private final List<Unfit> unfit = new ArrayList<>();
    private final Map<String, String> hidden = new TreeMap<>();

    /** An instance that is there now. */
    record Seen(String service, String instance, Registration said) {}

    /** Something that is there and cannot be registered as it is. */
    record Unfit(String service, String instance, String reason) {}

    public View(Terms terms) {
        this.terms = terms;
    }

    /** An instance, described as a registration by HTTP would; what is not valid about it is reported. */
    public void add(String service, String instance, Map<String, ?> said) {
        try {
            seen.add(new Seen(service, instance, terms.read(service, instance, said)));
        } catch (Problem e) {
            reject(service, instance, e.detail());
        }
    }

    /** Something that was meant to be an instance and cannot be one. */
    public void reject(String service, String instance, String reason) {
        unfit.add(new Unfit(service, instance, reason));
    }

    /** Of this service not every instance could be seen: none of it counts as lost. */
    public void hide(String service, String reason) {
        hidden.putIfAbsent(service, reason);
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    List<Unfit> unfit() {
        return List.copyOf(unfit);
    }

    /** Services that could not be seen as a whole, with the reasons. */
    Map<String, String> hidden() {
        return Map.copyOf(hidden);
    }
}
