package stoa.gateway.relay;

import java.util.function.BiConsumer;
import stoa.events.Recorder;
import stoa.gateway.balance.Ejection;
import stoa.gateway.balance.Notices;
import stoa.gateway.balance.Upstream;
import stoa.runtime.Values;

/** Tells events and catalog of instances that are left alone for their failures, and when they take requests again. */
final class Bulletin implements Notices {
    private final Recorder events;
    private final BiConsumer<Upstream, String> findings;

    Bulletin(Recorder events, BiConsumer<Upstream, String> findings) {
        this.events = events;
        this.findings = findings;
    }

    @Override
    public void ejected(Upstream upstream, Ejection ejection) {
        var words = "left alone for " + Values.text(ejection.length()) + ": " + ejection.why();
        events.record("instance.ejected", subject(upstream), words);
        findings.accept(upstream, words);
    }

    @Override
    public void recovered(Upstream upstream, Ejection from) {
        events.record("instance.recovered", subject(upstream), "takes requests again after: " + from.why());
    }

    @Override
    public void panic(String service, boolean begins) {
        if (begins) {
            events.record("service.panic", service,
                    "all its instances are left alone or found failing, so requests go to them all the same");
        } else {
            events.record("service.calm", service, "no longer are all its instances left alone or found failing");
        }
    }

    private static String subject(Upstream upstream) {
        return upstream.service() + "/" + upstream.id();
    }
}
