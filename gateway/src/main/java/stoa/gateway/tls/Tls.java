package stoa.gateway.tls;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.events.Recorder;
import stoa.gateway.certificate.BadCertificate;
import stoa.gateway.certificate.DevelopmentCertificate;
import stoa.http.Service;
import stoa.http.client.Trust;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

/** What a gateway has of TLS, which is nothing where nothing was configured. */
public final class Tls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    private final Optional<Doorway> doorway;
    private final UpstreamTls upstreams;

    private Tls(Optional<Doorway> doorway, UpstreamTls upstreams) {
        this.doorway = doorway;
        this.upstreams = upstreams;
    }

    /**
     * Reads the certificates, or makes one for development.
     *
     * @param host the address that the listener binds
     * @param handshakeTimeout for a client's handshake
     * @param trust whom https instances have to convince
     * @throws StartFailed with everything that is wrong with the certificates
     */
    public static Tls open(TlsSettings settings, String host, Duration handshakeTimeout, DataFolder data,
            Trust trust, Recorder events) throws StartFailed {
        var upstreams = upstreams(settings, trust, events);
        try {
            return new Tls(settings.port().isPresent()
                    ? Optional.of(listening(settings, host, handshakeTimeout, data, events))
                    : Optional.empty(), upstreams);
        } catch (StartFailed e) {
            upstreams.close();
            throw e;
        }
    }

    private static UpstreamTls upstreams(TlsSettings settings, Trust trust, Recorder events) throws StartFailed {
        try {
            return new UpstreamTls(trust, settings.own(), settings.provider(), events);
        } catch (BadCertificate e) {
            throw new StartFailed("the gateway cannot speak TLS with instances: " + e.getMessage(), e);
        }
    }

    private static Doorway listening(TlsSettings settings, String host, Duration handshakeTimeout, DataFolder data,
            Recorder events) throws StartFailed {
        var engine = Engine.choose(settings.provider());
        var source = settings.certificates().isEmpty()
                ? development(host, data)
                : new CertificateSource.FromFiles(settings.certificates());
        try {
            var certificates = new Certificates(source, engine, events, InstantSource.system());
            certificates.start();
            LOG.info("TLS by {}, certificates: {}", engine.shown(),
                    String.join("; ", certificates.credentials().stream().map(c -> c.shown()).toList()));
            return new Doorway(certificates, engine, handshakeTimeout);
        } catch (BadCertificate e) {
            throw new StartFailed("the gateway cannot speak TLS: " + e.getMessage(), e);
        }
    }

    private static CertificateSource development(String host, DataFolder data) {
        var names = new ArrayList<String>(DevelopmentCertificate.machine().stream().toList());
        if (DevelopmentCertificate.isSomeAddress(host)) {
            names.add(host);
        }
        var certificate = new DevelopmentCertificate(data, InstantSource.system(), List.copyOf(names));
        LOG.info("TLS with a certificate for development; clients have to trust {}", certificate.authority());
        return new CertificateSource.Development(certificate);
    }

    /** Where clients come in by TLS; empty without a listener for them. */
    public Optional<Doorway> doorway() {
        return doorway;
    }

    /** How instances are spoken to that are registered by https. */
    public UpstreamTls upstreams() {
        return upstreams;
    }

    /** Adds what there is to tell of it to the gateway's own service. */
    public Service tell(Service service) {
        doorway.ifPresent(d -> service.check(d::check).detail("tls", d::view)
                .metrics(registry -> registry.register(d::metrics)));
        upstreams.check().ifPresent(_ -> service.check(() -> upstreams.check().orElseThrow()));
        return service;
    }

    @Override
    public void close() {
        doorway.ifPresent(Doorway::close);
        upstreams.close();
    }
}
